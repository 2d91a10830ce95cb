use super::{Builder, Model};
use crate::arch;
use crate::error::Error;
use crate::weights::{Contents, Header, Weights, bundled};
use burn::tensor::Device;

#[test]
fn a_network_is_laid_out_while_its_bytes_come() {
    let network = arch::find("lenet5").unwrap();
    let bytes = std::fs::read(format!("weights/{}", bundled("lenet5").unwrap().file)).unwrap();
    let device = Device::flex();
    let head = Header::read(&bytes[..Header::bytes(&bytes)], bytes.len()).unwrap();
    let contents = Contents::find(&network, head).unwrap();
    let mut builder = Builder::new(network.clone(), &device);
    for (done, row) in network.rows.iter().enumerate() {
        assert_eq!(
            (builder.next(), builder.laid()),
            (Some(&*row.name), [done, network.rows.len()])
        );
        let needed = contents.bytes_for(&row.name);
        if needed > 0 {
            assert!(builder.lay(&contents.within(&bytes[..needed - 1])).is_err(), "{}", row.name);
        }
        builder.lay(&contents.within(&bytes[..needed])).unwrap();
    }
    assert_eq!(builder.next(), None);
    let model = builder.finish(&contents.within(&bytes)).unwrap();

    let whole = Model::new(network.clone(), &Weights::read(&network, &bytes).unwrap(), &device);
    let [height, width, channels] = network.input;
    let logits = |model: &Model| {
        let input = model.input(vec![0.5; height * width * channels]).unwrap();
        model.forward(input).into_data()
    };
    assert_eq!(logits(&model), logits(&whole.unwrap()));
}

#[test]
fn weights_of_another_network_and_odd_inputs_are_refused() {
    let network = arch::find("lenet5").unwrap();
    let bytes = std::fs::read(format!("weights/{}", bundled("lenet5").unwrap().file)).unwrap();
    let weights = Weights::read(&network, &bytes).unwrap();
    let device = Device::flex();
    let made = |network| Model::new(network, &weights, &device);
    let printed = arch::find("lenet5-1998").unwrap();
    let found = [made(printed), made(network.clone().with_classes(12))].map(Result::err);
    assert!(
        matches!(found, [Some(Error::MissingTensor { .. }), Some(Error::WrongTensor { .. })]),
        "{found:?}"
    );
    let model = made(network).unwrap();
    let found = model.maps(vec![0.0; 1000], [1, 32, 32, 1]).err();
    assert!(matches!(found, Some(Error::WrongInput { .. })), "{found:?}");
}
