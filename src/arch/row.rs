//! One row of a network's table: a name as the paper writes it, an operation, an activation.

/// A layer of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The paper's name, lower case: `c1`, `s2`, `conv3_2`. Also the head of its weights' names.
    pub name: String,
    /// What it computes.
    pub op: Op,
    /// What is applied to the result, element by element.
    pub activation: Activation,
}

impl Row {
    /// A row of this name, operation and activation.
    pub fn new(name: &str, op: Op, activation: Activation) -> Self {
        Self { name: name.into(), op, activation }
    }
}

/// A square window sliding over a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Side of the window.
    pub kernel: usize,
    /// Steps between windows.
    pub stride: usize,
    /// Rows and columns added on each side.
    pub padding: usize,
}

impl Window {
    /// How many windows fit along a side of `size`.
    ///
    /// # Panics
    ///
    /// If the window is larger than the padded side.
    pub fn output(&self, size: usize) -> usize {
        (size + 2 * self.padding - self.kernel) / self.stride + 1
    }
}

/// How a pooling layer sums its window up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pooling {
    /// The largest value.
    Max,
    /// The mean. Padding counts as zeros.
    Average,
}

/// Which input maps each output map of a convolution sees: `table[output]` lists inputs.
pub type Connections = &'static [&'static [usize]];

/// What a layer computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A convolution with bias.
    Conv2d {
        /// Output maps.
        channels: usize,
        /// Kernel, stride and zero padding.
        window: Window,
        /// Groups of maps that do not see each other.
        groups: usize,
        /// A sparser pattern than `groups`; the missing kernels are zero and not trained.
        connections: Option<Connections>,
    },
    /// A pooling layer with nothing to train.
    Pool {
        /// Maximum or mean.
        pooling: Pooling,
        /// Window, stride and padding.
        window: Window,
    },
    /// The 1998 paper's subsampling: the sum of a `size` x `size` window times a trained
    /// coefficient plus a trained bias, one pair a map.
    Subsample {
        /// Side of the window and stride.
        size: usize,
    },
    /// A fully connected layer with bias, over all of the input in `[H, W, C]` order.
    Linear {
        /// Output units.
        units: usize,
    },
    /// The 1998 paper's output: minus the squared distance to a fixed pattern of +1 and -1 for
    /// each class (equation 7), less the term that all classes share.
    Rbf {
        /// The patterns, one a class.
        patterns: Patterns,
    },
}

/// Fixed pictures, one a class, drawn with characters: `#` is +1, any other -1; an empty line between
/// two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patterns(pub &'static str);

impl Patterns {
    /// The pictures as rows of +1 and -1.
    pub fn rows(&self) -> Vec<Vec<f32>> {
        let value = |c| if c == '#' { 1.0 } else { -1.0 };
        let picture = |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(value).collect();
        self.0.split("\n\n").map(picture).collect()
    }
}

/// A function applied to every number of a layer's output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Activation {
    /// Nothing.
    #[default]
    Identity,
    /// `max(x, 0)`.
    Relu,
    /// `tanh(x)`.
    Tanh,
    /// `1.7159 tanh(2x / 3)`, LeCun et al. 1998, equation 6 and appendix A.
    ScaledTanh,
}

impl Activation {
    /// The function itself, for references and tests.
    pub fn apply(self, x: f32) -> f32 {
        match self {
            Self::Identity => x,
            Self::Relu => x.max(0.0),
            Self::Tanh => x.tanh(),
            Self::ScaledTanh => SCALED_TANH.0 * (SCALED_TANH.1 * x).tanh(),
        }
    }
}

/// Amplitude and slope of [`Activation::ScaledTanh`].
pub const SCALED_TANH: (f32, f32) = (1.7159, 2.0 / 3.0);
