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
    /// The row whose output it takes, where that is not the row before it.
    pub from: Option<String>,
    /// The row whose output is added before the activation: a skip connection.
    pub add: Option<String>,
}

impl Row {
    /// A row of this name, operation and activation that takes what the row before it gives.
    pub fn new(name: &str, op: Op, activation: Activation) -> Self {
        Self { name: name.into(), op, activation, from: None, add: None }
    }

    /// The same row on the output of the row called `name`.
    pub fn on(self, name: &str) -> Self {
        Self { from: Some(name.into()), ..self }
    }

    /// The same row with the output of the row called `name` added before the activation.
    pub fn plus(self, name: &str) -> Self {
        Self { add: Some(name.into()), ..self }
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
        let steps = (size + 2 * self.padding).checked_sub(self.kernel).expect("a smaller window");
        steps / self.stride + 1
    }
}

/// How a pooling layer sums its window up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Pooling {
    /// The largest value.
    Max,
    /// The mean. Padding counts as zeros.
    Average,
}

/// Which input maps each output map of a convolution sees: `table[output]` lists inputs.
pub type Connections = &'static [&'static [usize]];

/// What a convolution adds to its sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offset {
    /// A trained number a map.
    Bias,
    /// Batch normalisation, with a trained slope and offset a map (Ioffe and Szegedy 2015).
    BatchNorm,
}

/// What batch normalisation adds to a variance before it divides by its root.
pub const BATCH_NORM_EPSILON: f32 = 1e-5;

/// `v[c] / (k + alpha * sum of v[j]^2)^beta` over the `size` maps around `c`: the numbers of local
/// response normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalResponseNorm {
    /// How many maps count, the normalised one in their middle.
    pub size: usize,
    /// Factor of the sum of squares, as the 2012 paper and TensorFlow have it; Caffe, PyTorch and ONNX
    /// divide theirs by `size`.
    pub alpha: f32,
    /// The exponent.
    pub beta: f32,
    /// The constant.
    pub k: f32,
}

/// What a layer computes.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A convolution.
    Conv2d {
        /// Output maps.
        channels: usize,
        /// Kernel, stride and zero padding.
        window: Window,
        /// Groups of maps that do not see each other.
        groups: usize,
        /// A sparser pattern than `groups`; the missing kernels are zero and not trained.
        connections: Option<Connections>,
        /// What follows the sum.
        offset: Offset,
    },
    /// A pooling layer with nothing to train.
    Pool {
        /// Maximum or mean.
        pooling: Pooling,
        /// Window, stride and padding.
        window: Window,
    },
    /// The mean of `side` x `side` parts of each map, as even as they can be: all of the map where
    /// `side` is 1, nothing at all where the map has this side already.
    AdaptiveAvgPool {
        /// Side of the output.
        side: usize,
    },
    /// Division by what the neighbouring maps show at the same place (Krizhevsky et al. 2012,
    /// section 3.3).
    LocalResponseNorm(LocalResponseNorm),
    /// In training, each number becomes zero at this rate and the others larger in turn; at other
    /// times nothing happens (Krizhevsky et al. 2012, section 4.2, which makes the answer's smaller
    /// instead; Srivastava et al. 2014, section 10).
    Dropout {
        /// Share of the numbers, 0 to 1.
        rate: f32,
    },
    /// The 1998 paper's subsampling: the sum of a `size` x `size` window times a trained
    /// coefficient plus a trained bias, one pair a map.
    Subsample {
        /// Side of the window and stride.
        size: usize,
    },
    /// A fully connected layer with bias, over all of the input; its weight takes that in `[C, H, W]`
    /// order, as PyTorch's do.
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
        let lines: Vec<&str> = self.0.lines().collect();
        let pictures = lines.split(|line| line.is_empty());
        pictures
            .map(|lines| lines.iter().flat_map(|line| line.chars()).map(value).collect())
            .collect()
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
