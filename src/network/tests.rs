use super::Model;
use crate::arch;
use crate::error::Error;
use crate::weights::{Weights, bundled};
use burn::tensor::Device;
use pollster::block_on;

#[test]
fn layers_are_laid_out_in_steps_that_can_end() {
    let network = arch::find("lenet5").unwrap();
    let bytes = std::fs::read(format!("weights/{}", bundled("lenet5").unwrap().file)).unwrap();
    let weights = Weights::read(&network, &bytes).unwrap();
    let (device, layers) = (Device::flex(), network.rows.len());
    let mut told = Vec::new();
    let step = async |done, total| {
        told.push((done, total));
        Ok::<(), Error>(())
    };
    let model = block_on(Model::in_steps(network.clone(), &weights, &device, step)).unwrap();
    assert_eq!(told, (1..=layers).map(|done| (done, layers)).collect::<Vec<_>>());

    let whole = Model::new(network.clone(), &weights, &device).unwrap();
    let [height, width, channels] = network.input;
    let logits = |model: &Model| {
        let input = model.input(vec![0.5; height * width * channels]).unwrap();
        model.forward(input).into_data()
    };
    assert_eq!(logits(&model), logits(&whole));

    let enough = Error::Engine { reason: "enough".into() };
    let step = async |done, _| if done < 2 { Ok(()) } else { Err(enough.clone()) };
    let stopped = block_on(Model::in_steps(network, &weights, &device, step));
    assert_eq!(stopped.err(), Some(enough.clone()));
}
