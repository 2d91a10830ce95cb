//! What the ideas are, at three depths.

use crate::ui::inside::depths::Told;

/// C3 of the printed LeNet-5.
pub const CONNECTIONS: Told = Told {
    line: "Each map of C3 sees only some maps of S2, and no two see the same ones.",
    paragraph: "Maps with the same inputs can end up looking for the same thing. With different inputs they \
        are forced to find different, complementary features: the table breaks the symmetry. In 1998 the \
        saved sums mattered as well. The modern form lets every map see all, and trusts the random \
        weights at the start to make them differ.",
    formula: "C3[m] = f(b[m] + \u{3a3} over n in table[m] of w[m,n] * S2[n]), f(a) = 1.7159 tanh(2a/3)",
    reference: "LeCun et al. 1998, section II.B and table I; the activation is equation 6.",
};

/// AlexNet's normalisation.
pub const NORM: Told = Told {
    line: "A strong answer in one map makes its neighbours at the same place weaker.",
    paragraph: "Each number is divided by how much the maps around it show at the same pixel. Maps so \
        compete, as neighbouring nerve cells do. The paper gained 1.4 points of top-1 accuracy by it; \
        VGG (2014) gained nothing by it and left it out; batch normalisation (2015) made it \
        unnecessary. Switch it off: the weights after it were trained with it, so the answer may suffer \
        more than the idea is worth.",
    formula: "b[i] = a[i] / (k + \u{3b1} \u{3a3}\u{2c7c} a[j]\u{b2})^\u{3b2}, \
        j from max(0, i \u{2212} n/2) to min(N \u{2212} 1, i + n/2); k = 2, n = 5, \u{3b1} = 10\u{207b}\u{2074}, \u{3b2} = 0.75 \
        in the paper. Caffe\u{2019}s forms have k = 1, and Caffe divides \u{3b1} by n: 0.00002.",
    reference: "Krizhevsky et al. 2012, section 3.3; Simonyan and Zisserman 2014, section 2.1, \
        arXiv:1409.1556.",
};

/// Dropout, sampled.
pub const DROPOUT: Told = Told {
    line: "In training, some of the units are silent at random; here they are once more.",
    paragraph: "A unit that cannot count on the others has to be useful by itself. In training each \
        picture met another thinned network; for answering, all units speak. Asking many thinned \
        networks shows how far they agree: where the bar is short the answer stands on many legs, where \
        it is long a few units decide. That is a measure of doubt, though not a promise of being right. \
        The page\u{2019}s own AlexNet learned with 30 and 25 % silent; at the paper\u{2019}s rate, as here, it \
        looks less sure than at its own.",
    formula: "p(class | x) \u{2248} (1/T) \u{3a3}\u{209c} softmax(f(x; m\u{209c})), each unit of m\u{209c} is 0 with rate r, else 1/(1 \u{2212} r)",
    reference: "Krizhevsky et al. 2012, section 4.2, r = 0.5, which halves the outputs when answering \
        instead; the scaling in training: Srivastava et al. 2014, section 10; the sampling: Gal and \
        Ghahramani 2016, section 4, arXiv:1506.02142.",
};

/// Pooling.
pub const POOLING: Told = Told {
    line: "A window of a map becomes one number: its largest, or its mean.",
    paragraph: "The largest number says that a feature is somewhere in the window, the mean says how much \
        of it there is. The 1998 paper added its windows up, with a trained factor; AlexNet took the largest of windows that overlap, which \
        gained it 0.4 points of top-1 accuracy. Change one: the layers after it expect the other, and \
        numbers that are all smaller can be enough to change the answer.",
    formula: "largest: y = max x[i,j]; mean: y = (1/K\u{b2}) \u{3a3} x[i,j]; i, j over the K \u{d7} K window",
    reference: "LeCun et al. 1998, section II.B; Krizhevsky et al. 2012, section 3.4, K = 3, steps of 2.",
};

/// Batch normalisation.
pub const FOLDING: Told = Told {
    line: "Batch normalisation costs nothing while answering: it folds into the weights before it.",
    paragraph: "In training each map is brought to mean 0 and variance 1 over the pictures of a batch \
        and all their places, then stretched and shifted by two trained numbers. That allows larger \
        steps and steadies training; alone it is not enough: the plain networks of the ResNet paper had \
        it too. After training all four numbers are fixed, so that the step is a factor and a constant: the \
        factor goes into the weights, the constant becomes the bias. Below, this device computes the \
        layer both ways.",
    formula: "y = \u{3b3} (x \u{2212} E[x]) / \u{221a}(Var[x] + \u{3b5}) + \u{3b2} = \
        s x + (\u{3b2} \u{2212} s E[x]), s = \u{3b3} / \u{221a}(Var[x] + \u{3b5})",
    reference: "Ioffe and Szegedy 2015, algorithm 2, arXiv:1502.03167; in ResNet: He et al. 2015, sections 3.4 and \
        4.1.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::alexnet::CAFFE_NORM;
    use serde_json::Value;

    #[test]
    fn the_figures_are_those_of_table_and_log() {
        assert!(NORM.formula.ends_with(&format!("{}.", CAFFE_NORM.alpha)));
        let log = include_str!("../../../../weights/alexnet-tiny200.log.jsonl");
        let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let rate = |line: Value| Some(format!("{:.0}", 100.0 * line["dropout"].as_f64()?));
        let mut rates: Vec<String> = lines.filter_map(rate).collect();
        rates.dedup();
        let told = format!("learned with {} % silent", rates.join(" and "));
        assert!(DROPOUT.paragraph.contains(&told), "{told}");
    }
}
