//! What the operations are for, at three depths.

use crate::{
    arch::{Offset, Op, Pooling, Row},
    ui::inside::depths::Told,
};

/// What there is to tell of a row's operation.
pub fn of_operation(row: &Row) -> Told {
    operation(&row.op)
}

/// What there is to tell of what stands beside the products: a skip connection, a normalisation.
pub fn of_sum(row: &Row) -> Vec<Told> {
    let skip = row.add.is_some().then_some(SKIP);
    let norm = matches!(row.op, Op::Conv2d { offset: Offset::BatchNorm, .. }).then_some(BATCH_NORM);
    skip.into_iter().chain(norm).collect()
}

fn operation(op: &Op) -> Told {
    match op {
        Op::Conv2d { groups, .. } if *groups > 1 => TOWERS,
        Op::Conv2d { window, .. } if window.kernel == 1 => MIXTURE,
        Op::Conv2d { .. } => CONVOLUTION,
        Op::Pool { pooling: Pooling::Max, .. } => MAXIMUM,
        Op::Pool { pooling: Pooling::Average, .. } => MEAN,
        Op::AdaptiveAvgPool { side: 1 } => GLOBAL_MEAN,
        Op::AdaptiveAvgPool { .. } => EVEN_MEANS,
        Op::LocalResponseNorm(_) => RESPONSE_NORM,
        Op::Dropout { .. } => DROPOUT,
        Op::Subsample { .. } => SUBSAMPLING,
        Op::Linear { .. } => CONNECTED,
        Op::Rbf { .. } => DISTANCE,
    }
}

const CONVOLUTION: Told = Told {
    line: "One small set of weights slides over the picture; wherever what lies under it looks like \
           the weights, the map is bright.",
    paragraph: "Each map has one kernel of its own. At every place the numbers under the window are \
                multiplied with the kernel and added up. Because the kernel is the same everywhere, a \
                stroke or an edge is found wherever it is, and few weights do the work of many. The \
                next layer does the same with these maps, so that its kernels find combinations.",
    formula: "y(i, j, k) = f( b(k) + \u{3a3} over u, v, c of w(k, u, v, c) \u{b7} x(s\u{b7}i + u \u{2212} p, \
              s\u{b7}j + v \u{2212} p, c) ), with stride s and padding p",
    reference: "LeCun et al. 1998, section II.A: local receptive fields and shared weights.",
};

const MIXTURE: Told = Told {
    line: "It looks at one place only: each new map is a weighted mixture of all maps there.",
    paragraph: "In a bottleneck the first mostly makes the maps fewer, so that the 3 \u{d7} 3 costs less; the last \
                makes them many again. A projection fits the skip\u{2019}s size to the sum.",
    formula: "y(i, j, k) = f( b(k) + \u{3a3} over c of w(k, c) \u{b7} x(s\u{b7}i, s\u{b7}j, c) ), with stride s",
    reference: "Lin et al. 2013, \u{201c}Network in network\u{201d}; He et al. 2015, section 4.1 and figure 5.",
};

const TOWERS: Told = Told {
    line: "A convolution in two halves: each half of its maps sees one half of the maps before it.",
    paragraph: "In 2012 the network was too large for one graphics card. It was split over two, and \
                only some layers looked at the maps of both. The halves learned different things \
                although nobody asked them to: one forms, the other colours.",
    formula: "y(i, j, k) = f( b(k) + \u{3a3} over u, v and the c of k\u{2019}s half of w(k, u, v, c) \
              \u{b7} x(i + u \u{2212} p, j + v \u{2212} p, c) )",
    reference: "Krizhevsky et al. 2012, section 3.5 and figure 2; figure 3 shows the halves.",
};

const MAXIMUM: Told = Told {
    line: "Of each window only the largest number goes on: that something is there matters more than \
           where exactly.",
    paragraph: "The maps become smaller, and the answer changes less when the picture shifts a \
                little. Where windows are larger than the steps between them they overlap; the 2012 \
                paper found that this makes it slightly harder to learn by heart.",
    formula: "y(i, j, c) = max over u, v < z of x(s\u{b7}i + u \u{2212} p, s\u{b7}j + v \u{2212} p, c), with windows of z, steps \
              of s and padding p, which never counts",
    reference: "Krizhevsky et al. 2012, section 3.4: overlapping pooling.",
};

const MEAN: Told = Told {
    line: "Each window becomes its mean: the map is the same at half the sharpness.",
    paragraph: "Where something is matters less from layer to layer, while what is there matters \
                more. The mean keeps a little of everything in the window; the maximum, which most \
                later networks use, keeps the clearest of it.",
    formula: "y(i, j, c) = 1/z\u{b2} \u{b7} \u{3a3} over u, v < z of x(s\u{b7}i + u, s\u{b7}j + v, c)",
    reference: "LeCun et al. 1998, section II.A: subsampling.",
};

const SUBSAMPLING: Told = Told {
    line: "Four numbers are added up, multiplied by one trained coefficient, shifted by one trained \
           bias, and squashed.",
    paragraph: "Each map has two numbers of its own to train. With a small coefficient the layer only \
                blurs; with a large one it decides, like a noisy \u{2018}or\u{2019} or \u{2018}and\u{2019} of the four, \
                depending on the bias.",
    formula: "y(i, j, k) = f( a(k) \u{b7} \u{3a3} over u, v < 2 of x(2i + u, 2j + v, k) + b(k) )",
    reference: "LeCun et al. 1998, section II.B, layer S2.",
};

const RESPONSE_NORM: Told = Told {
    line: "A number is divided by what the neighbouring maps show at the same place: loud neighbours \
           make it quieter.",
    paragraph: "The paper borrowed this from real neurons, which inhibit those beside them. Maps \
                compete for large numbers at a place. It lowered the error by a little more than one \
                percentage point then; later networks do without.",
    formula: "b(i; x, y) = a(i; x, y) / ( k + \u{3b1} \u{b7} \u{3a3} over j = max(0, i \u{2212} n/2) to \
              min(N \u{2212} 1, i + n/2) of a(j; x, y)\u{b2} )^\u{3b2}",
    reference: "Krizhevsky et al. 2012, section 3.3; there k = 2, n = 5, \u{3b1} = 10\u{207b}\u{2074}, \u{3b2} = 0.75.",
};

const DROPOUT: Told = Told {
    line: "While it learned, some of these numbers were set to zero at random (the paper: half); now all go on.",
    paragraph: "A unit that cannot rely on its neighbours has to be useful by itself. Each training \
                picture met another thinned network, and the whole network answers for all of them \
                together.",
    formula: "in training y = m \u{b7} x, with each m drawn anew: 0 at the given rate, else larger so that the mean stays",
    reference: "Krizhevsky et al. 2012, section 4.2, which halves the outputs when answering instead; the \
                scaling in training: Srivastava et al. 2014, section 10.",
};

const GLOBAL_MEAN: Told = Told {
    line: "Each map becomes one number, its mean: from here on there is no place, only how much of it there is.",
    paragraph: "It takes no weights, and any size of picture gives the same number of means. Because \
                a mean is made of places, the answer can be taken apart again into what each place \
                added: that is the class activation map.",
    formula: "y(c) = 1 / (H \u{b7} W) \u{b7} \u{3a3} over i, j of x(i, j, c)",
    reference: "M. Lin, Q. Chen, S. Yan, \u{201c}Network in network\u{201d}, 2013, section 3.2; He et al. 2015, table 1.",
};

const EVEN_MEANS: Told = Told {
    line: "The last maps are brought to 6 \u{d7} 6 means whatever the picture\u{2019}s size, as fc6 has weights for so many.",
    paragraph: "torchvision\u{2019}s addition, not the 2012 paper\u{2019}s. At 224 pixels the maps are 6 \u{d7} 6 \
                already and nothing happens; at 128 they are 3 \u{d7} 3, and each value is repeated four \
                times. Places stay apart: fc6 has a weight for each.",
    formula: "y(i, j, c) = mean of x over rows \u{230a}iH/6\u{230b} to \u{2308}(i + 1)H/6\u{2309} \u{2212} 1, \
              columns alike",
    reference: "torchvision, models/alexnet.py.",
};

const CONNECTED: Told = Told {
    line: "Every unit sees every number of the layer before it, each with a weight of its own.",
    paragraph: "The units have no place of their own. Where the layer takes maps, as fc6 and \
                LeNet\u{2019}s C5 do, it has a separate weight for each place. Most of AlexNet\u{2019}s weights \
                are in such layers; ResNet has only one, which turns the means of its maps into a score \
                for each class.",
    formula: "y(k) = f( b(k) + \u{3a3} over j of w(k, j) \u{b7} x(j) )",
    reference: "LeCun et al. 1998, equation 5 and section II.B, layer F6.",
};

const DISTANCE: Told = Told {
    line: "Each class has a fixed picture of 7 \u{d7} 12 squares; the nearer F6 comes to it, the larger its number.",
    paragraph: "F6 has 84 units because they are meant to draw a small stylised digit. Digits that \
                look alike have pictures that look alike, so a wrong answer is at least a similar \
                character. Here it is the distance with its sign turned, less what all classes share.",
    formula: "y(i) = \u{3a3} over j of ( x(j) \u{2212} w(i, j) )\u{b2}",
    reference: "LeCun et al. 1998, equation 7 and figure 3.",
};

const SKIP: Told = Told {
    line: "What went into the block is added to what came out of it: the block only has to learn the difference.",
    paragraph: "Without this, very deep networks train worse than shallow ones, even on the pictures \
                they learn from. With it, a block that has nothing to add can leave the numbers as \
                they are, and networks of 152 layers learn.",
    formula: "y = F(x, {W}) + x, then ReLU; y = F(x, {W}) + W(s) \u{b7} x where sizes change",
    reference: "He et al. 2015, section 3.2, equations 1 and 2, figure 2.",
};

const BATCH_NORM: Told = Told {
    line: "Batch normalisation, which kept numbers in range while it learned, is a factor and a shift \
           now: both are in the kernel and the bias.",
    paragraph: "In training each map was brought to mean 0 and variance 1 over the batch, then \
                stretched and shifted as training saw fit. For an answer mean and variance are fixed, \
                so that the kernels shown here are the trained ones times that factor.",
    formula: "y = \u{3b3} \u{b7} (x \u{2212} \u{3bc}) / \u{221a}(\u{3c3}\u{b2} + \u{3b5}) + \u{3b2}",
    reference: "S. Ioffe, C. Szegedy, \u{201c}Batch normalization\u{201d}, 2015, algorithms 1 and 2; He et al. 2015, section 3.4.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch;

    #[test]
    fn every_row_of_every_network_is_explained() {
        for network in arch::all() {
            for row in &network.rows {
                for told in of_sum(row).into_iter().chain([of_operation(row)]) {
                    assert!(told.line.len() < 140 && told.line.ends_with('.'), "{}", told.line);
                    assert!(!told.formula.is_empty() && told.reference.ends_with('.'));
                }
            }
        }
        let lines = |row: &str| {
            let network = arch::find("resnet50").unwrap();
            of_sum(&network.rows[network.row(row).unwrap()]).len()
        };
        assert_eq!(["conv3_2.3", "conv3_2.2", "fc"].map(lines), [2, 1, 0]);
    }

    #[test]
    fn kinds_of_one_operation_are_told_apart() {
        let told = |network: &str, row: &str| {
            let network = arch::find(network).unwrap();
            of_operation(&network.rows[network.row(row).unwrap()])
        };
        assert_eq!(told("resnet50", "conv2_1.1"), MIXTURE);
        assert_eq!(told("resnet50", "conv2_1.2"), CONVOLUTION);
        assert_eq!(told("resnet50", "pool5"), GLOBAL_MEAN);
        assert_eq!(told("alexnet_tv", "avgpool"), EVEN_MEANS);
    }

    #[test]
    fn the_even_means_have_the_tables_sides() {
        let sides = |side| {
            let network = arch::alexnet::torchvision().with_side(side);
            let avgpool = &network.summary()[network.row("avgpool").unwrap()];
            (avgpool.input[0], avgpool.output[0])
        };
        let ((same, after), (small, as_large)) = (sides(224), sides(128));
        assert_eq!((same, as_large), (after, after), "what is said of both");
        assert!(EVEN_MEANS.line.contains(&format!("brought to {after} \u{d7} {after} means")));
        let told = format!(
            "At 224 pixels the maps are {same} \u{d7} {same} already and nothing happens; \
             at 128 they are {small} \u{d7} {small}, and"
        );
        assert!(EVEN_MEANS.paragraph.contains(&told), "{told}");
    }
}
