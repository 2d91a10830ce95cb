//! What is taken away here, in three depths.

use crate::ui::inside::depths::Told;

/// Skip connections and residual branches.
pub const SKIPS: Told = Told {
    line: "Each block adds what its branch found to what came in; cut either way, and see how much the \
        answer needs it.",
    paragraph: "A block has two ways: the skip connection hands its input on as it is, the branch computes something \
        that is added to it. Cut one branch, and mostly little changes, as the rest still goes on along the skips. Cut \
        a skip, and everything from there on has only what one branch makes of it. Veit, Wilber and Belongie took \
        blocks away in the same way (2016, arXiv:1605.06431): a residual network behaves like many shallow ones \
        together.",
    formula: "y = F(x, {W_i}) + x",
    reference: "He, Zhang, Ren, Sun: Deep residual learning for image recognition, CVPR 2016, section 3.2, \
        equation 1, arXiv:1512.03385. x: what comes into the block; F: its branch of two or three convolutions; y: \
        what goes on, after ReLU. Where sizes change, x goes through a projection first: equation 2.",
};

/// The size of the numbers.
pub const NORMS: Told = Told {
    line: "Skips keep the numbers at a size that later layers can work with.",
    paragraph: "With its skips a block only changes a little what flows through it. Cut them all, and each block \
        multiplies what the one before made: the size grows or shrinks with every block. These are weights that were \
        trained with skips. A plain network that is trained as one has others, and batch normalisation keeps its \
        numbers at a size; the paper shows that it learns worse all the same, the deeper it is. Its figure 7 shows \
        how much each layer answers: in residual networks less, as a block has only a little to add.",
    formula: "rms(y) = \u{221a}((1/n) \u{3a3}_i y_i\u{b2})",
    reference: "He, Zhang, Ren, Sun: Deep residual learning for image recognition, CVPR 2016, section 4.2 and \
        figure 7 (there the deviation of each layer), arXiv:1512.03385. y: all n numbers that a block hands on.",
};

/// Silent channels.
pub const SURGERY: Told = Told {
    line: "Set a map (a channel) to zero everywhere, and the network has to answer without what it looks for.",
    paragraph: "The ranking silences each map of the layer by itself and notes how far the class\u{2019}s score \
        falls; it is of the network as it is, whatever else is changed. A score that rises without a map had it \
        speak against the class. Maps stand in for one another: two that matter little alone may matter much \
        together, so try several.",
    formula: "loss(k) = S_c(f) \u{2212} S_c(f with f_k = 0)",
    reference: "Morcos, Barrett, Rabinowitz, Botvinick: On the importance of single directions for generalization, \
        ICLR 2018, arXiv:1803.06959. f: the layer\u{2019}s maps; S: the score (logit) of class c; of outputs \
        that are distances, what it is above the mean of the classes.",
};
