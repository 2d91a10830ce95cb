//! Which of the three papers a network is from.

/// A paper's networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// LeCun et al. 1998, "Gradient-based learning applied to document recognition". Reads digits.
    LeNet5,
    /// Krizhevsky et al. 2012, "ImageNet classification with deep convolutional neural networks". Reads photographs.
    AlexNet,
    /// He et al. 2015, "Deep residual learning for image recognition". Reads photographs.
    ResNet,
}

impl Family {
    /// All of them, the oldest first.
    pub const ALL: [Self; 3] = [Self::LeNet5, Self::AlexNet, Self::ResNet];

    /// The name people read: `LeNet-5`.
    pub fn title(self) -> &'static str {
        match self {
            Self::LeNet5 => "LeNet-5",
            Self::AlexNet => "AlexNet",
            Self::ResNet => "ResNet",
        }
    }

    /// The year of the paper.
    pub fn year(self) -> u16 {
        match self {
            Self::LeNet5 => 1998,
            Self::AlexNet => 2012,
            Self::ResNet => 2015,
        }
    }

    /// Whether its networks read digits; else they read photographs.
    pub fn reads_digits(self) -> bool {
        self == Self::LeNet5
    }
}
