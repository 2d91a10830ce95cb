//! The words of the command line.

use clap::Parser;
use std::path::PathBuf;
use triptych::convert::Precision;
use triptych::image::Filter;

/// Make Triptych's compact weights of AlexNet or a ResNet.
///
/// Batch normalisation is folded into the convolutions. The new file says of itself what it is: its
/// labels, its preprocessing, where it is from. What is not given here is taken from the old file's
/// metadata, else it is what the network's publishers used.
#[derive(Parser)]
#[command(name = "convert")]
pub struct Arguments {
    /// A .safetensors file, or a PyTorch checkpoint (.pth, .pt), with torchvision's names or ours
    pub input: PathBuf,
    /// Where to write the new safetensors file
    #[arg(short, long)]
    pub output: PathBuf,
    /// The network, such as resnet50 or caffenet [default: by the tensors]
    #[arg(long)]
    pub network: Option<String>,
    /// How weights are stored: f32, f16, int8 or int4
    #[arg(long, default_value = "f16", value_parser = precision)]
    pub quantize: Precision,
    /// The first convolution takes blue first; turn it to red first
    #[arg(long)]
    pub blue_first: bool,
    /// Weights as Caffe's: --blue-first, and Caffe's mean and deviation
    #[arg(long)]
    pub caffe: bool,
    /// A text file with a label a line
    #[arg(long, value_name = "FILE", conflicts_with = "label_set")]
    pub labels: Option<PathBuf>,
    /// imagenet-1k or tiny-imagenet-200
    #[arg(long, value_name = "NAME")]
    pub label_set: Option<String>,
    /// Subtracted from red, green and blue, which are 0 to 1
    #[arg(long, value_name = "R,G,B", value_parser = numbers::<3>)]
    pub mean: Option<[f32; 3]>,
    /// What they are divided by then
    #[arg(long, value_name = "R,G,B", value_parser = numbers::<3>)]
    pub std: Option<[f32; 3]>,
    /// A picture's shorter side becomes this [default: 256, or 8/7 of --side]
    #[arg(long)]
    pub resize: Option<usize>,
    /// Side of the square cut out of that, the network's input
    #[arg(long)]
    pub side: Option<usize>,
    /// How pictures are resampled: bilinear or bicubic
    #[arg(long, value_parser = filter)]
    pub filter: Option<Filter>,
    /// Where the weights are from
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Under which licence
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// Published accuracy, as shares: 0.7613,0.9286
    #[arg(long, value_name = "TOP1,TOP5", value_parser = numbers::<2>)]
    pub accuracy: Option<[f32; 2]>,
    /// Pictures to measure the change of the answers on [default: 16 made-up ones]
    #[arg(long, value_name = "PICTURE", num_args = 1..)]
    pub compare: Vec<PathBuf>,
    /// Pictures like those it is for, some hundred or more: int8 and int4 are rounded so that answers to such
    /// pictures change least
    #[arg(long, value_name = "PICTURE", num_args = 1..)]
    pub calibrate: Vec<PathBuf>,
}

fn precision(name: &str) -> Result<Precision, String> {
    Precision::parse(name).ok_or_else(|| "there are f32, f16, int8 and int4".into())
}

fn filter(name: &str) -> Result<Filter, String> {
    match name {
        "bilinear" => Ok(Filter::Bilinear),
        "bicubic" => Ok(Filter::Bicubic),
        _ => Err("there are bilinear and bicubic".into()),
    }
}

pub fn numbers<const N: usize>(text: &str) -> Result<[f32; N], String> {
    let all: Result<Vec<f32>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let all = all.ok().and_then(|all| all.try_into().ok());
    all.ok_or_else(|| format!("it takes {N} numbers with commas between them"))
}
