//! AlexNet and the ResNets on picture files.

use super::{open, output, read, tuning::Tuning, weights_file};
use crate::Classify;
use triptych::image::{Crop, decode};
use triptych::photo::{About, Photographer};
use triptych::{Error, arch, bench};

pub async fn run(asked: &Classify) -> Result<(), Error> {
    let network = arch::find(&asked.network)?;
    let bytes = weights_file(asked.weights.as_deref(), &asked.network)?;
    let opened = open(asked.device, &network).await?;
    let told = About { network: Some(asked.network.clone()), ..About::default() };
    let mut photographer = Photographer::load(&opened.device, &bytes, &told)?;
    drop(bytes);
    Tuning::open(&opened.info, asked.untuned).tune(photographer.model_mut()).await?;
    photographer.warm_up().await?;
    let about = photographer.describe();
    for (number, path) in (0..).zip(&asked.images) {
        let picture = decode(&path.display().to_string(), &read(path)?)?;
        let crop = Crop::default();
        let answers = photographer.classify(number, &[(&picture, crop)]).await?;
        let layers = match asked.layers {
            true => {
                let model = photographer.model();
                let input = model.input(photographer.input(&picture, crop))?;
                bench::layer_times(model, input, |_| ()).await?
            }
            false => Vec::new(),
        };
        let ranked = answers.ranked.into_iter().flatten();
        let top = ranked.map(|one| (about.label(one.class), one.probability)).collect();
        let times = [answers.prepare_ms, answers.device_ms];
        output::print(asked, path, "label", top, None, times, &layers);
    }
    Ok(())
}
