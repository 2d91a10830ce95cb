//! The two maps in three depths.

use crate::ui::inside::depths::Told;

/// The class activation map.
pub const CLASS_MAP: Told = Told {
    line: "The network\u{2019}s last step adds up its places, so each place has its exact part in the score.",
    paragraph: "A ResNet ends in a mean over all places of its last maps, then one weight a map for each class. \
        The order of the two does not matter: weigh the maps at each place first, and the mean of what comes out is \
        the score, but for the bias. So nothing here is an estimate. A place of the last maps stands for a square of \
        the picture; what it saw reaches further, through all layers before.",
    formula: "S_c = \u{3a3}_xy M_c(x, y), M_c(x, y) = \u{3a3}_k w_k^c f_k(x, y)",
    reference: "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning deep features for discriminative localization, \
        CVPR 2016, section 2, arXiv:1512.04150. f: the last maps; w: the weights of class c; S: its score without the \
        bias. Where the paper sums, the network takes the mean: here each place is divided by their number.",
};

/// The occlusion map.
pub const OCCLUSION: Told = Told {
    line: "Cover a patch of the input, ask again, and see how much the score falls: what was there mattered.",
    paragraph: "This works with any network, as it only asks it. The patch goes over the input step by step, and \
        the network runs once for each place. On photographs the patch has the mean colour of the training \
        pictures, which is 0 to the network; on digits it is paper. Each pixel of the map has the mean of all \
        patches that cover it. A large patch hides whole objects, a small one only what something else may show as \
        well; so the size changes the map.",
    formula: "M_c(p) = S_c(I) \u{2212} S_c(I with patch p covered)",
    reference: "Zeiler, Fergus: Visualizing and understanding convolutional networks, ECCV 2014, section 4.2, \
        arXiv:1311.2901. I: the input; S: the score (logit) of class c; of outputs that \
        are distances, what it is above the mean of the classes. The paper draws the probability; the score \
        shows more where the network is sure.",
};
