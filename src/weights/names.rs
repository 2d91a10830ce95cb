//! The names that other programs give a network's tensors.

use crate::arch::{Network, Op};

/// For each row with weights, our name and the one that most frameworks' examples use: `conv1`,
/// `conv2`, … and `fc1`, `fc2`, … in the order of the table.
pub fn framework_names(network: &Network) -> Vec<(String, String)> {
    let (mut convolutions, mut linears) = (0, 0);
    network
        .rows
        .iter()
        .filter_map(|row| {
            let name = match row.op {
                Op::Conv2d { .. } => {
                    convolutions += 1;
                    format!("conv{convolutions}")
                }
                Op::Linear { .. } => {
                    linears += 1;
                    format!("fc{linears}")
                }
                _ => return None,
            };
            Some((row.name.clone(), name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::framework_names;

    #[test]
    fn lenet5_by_its_framework_names() {
        let names = framework_names(&crate::arch::lenet5::tanh());
        let theirs: Vec<_> =
            names.iter().map(|(ours, theirs)| format!("{ours}={theirs}")).collect();
        assert_eq!(theirs, ["c1=conv1", "c3=conv2", "c5=conv3", "f6=fc1", "output=fc2"]);
    }
}
