//! LeNet-5 on picture files.

use super::{open, output, read, tuning::Tuning, weights_file};
use crate::Classify;
use std::path::Path;
use triptych::classify::Reader;
use triptych::image::decode;
use triptych::protocol::Drawing;
use triptych::weights::Weights;
use triptych::{Error, arch, bench, digit};

pub async fn run(asked: &Classify) -> Result<(), Error> {
    let network = arch::find(&asked.network)?;
    let bytes = weights_file(asked.weights.as_deref(), &asked.network)?;
    let weights = Weights::read(&network, &bytes)?;
    let opened = open(asked.device, &network).await?;
    let mut reader = Reader::new(network, &weights, 0.0, &opened.device)?;
    Tuning::open(&opened.info, asked.untuned).tune(reader.model_mut()).await?;
    let model = reader.model();
    for (number, path) in (0..).zip(&asked.images) {
        let drawing = Drawing::Picture(digit::prepare(&ink(path)?).to_vec());
        let answer = reader.read(number, &drawing, None, false).await?;
        let layers = match asked.layers {
            true => {
                let input = model.input(digit::normalise(&answer.input))?;
                bench::layer_times(model, input, |_| ()).await?
            }
            false => Vec::new(),
        };
        let shown = answer.shown();
        let share = |digit: usize| Some((digit.to_string(), shown?.share_of(digit)?));
        let mut top: Vec<_> = (0..10).filter_map(share).collect();
        top.sort_by(|a, b| b.1.total_cmp(&a.1));
        let none = shown.and_then(|digit| digit.none);
        let times = [answer.times.prepare, answer.times.device];
        output::print(asked, path, "digit", top, none, times, &layers);
    }
    Ok(())
}

fn ink(path: &Path) -> Result<digit::Grey, Error> {
    let picture = decode(&path.display().to_string(), &read(path)?)?;
    let [width, height] = picture.stored_size();
    let grey: Vec<u8> = picture.pixels().as_chunks().0.iter().map(luma).collect();
    digit::picture_to_ink(width, height, &grey)
}

/// How bright a pixel in sRGB is: the weights of ITU-R BT.709, rounded.
fn luma(&[red, green, blue]: &[u8; 3]) -> u8 {
    let sum = 2126 * u32::from(red) + 7152 * u32::from(green) + 722 * u32::from(blue);
    ((sum + 5000) / 10_000) as u8
}
