//! The same network in another form: batch normalisation apart, and units dropped.

use crate::case::{Case, cases};
use crate::logits;
use triptych::arch::Op;
use triptych::convert::{Options, Precision, compact};
use triptych::network::Model;
use triptych::protocol::DeviceChoice;
use triptych::protocol::look::{Finding, Question};
use triptych::weights::Weights;

/// Batch normalisation apart gives the numbers that NumPy has, which knows no other way, and that
/// folding gives.
#[test]
fn batch_normalisation_may_be_folded() {
    for case in cases("resnet18", DeviceChoice::Cpu) {
        let network = case.model.network().clone();
        let bytes = case.weights();
        let weights = Weights::read(&network, &bytes).expect("its weights");
        assert!(!weights.folded());
        let model = Model::unfolded(network, &weights, case.model.device()).expect("a model");
        let unfolded = Case { model, ..case };
        unfolded.compare("logits", &logits(&unfolded.inside(), unfolded.model.network()));
    }
}

/// A compact file has it folded, and tells what was folded into the first convolution: there both
/// ways give the same again, with weights of eight bits.
#[test]
fn a_compact_file_still_tells_it() {
    for case in cases("resnet18", DeviceChoice::Cpu) {
        let network = case.model.network().clone();
        let options = Options { precision: Precision::Int8, ..Options::default() };
        let (_, bytes) = compact(&case.weights(), &options).expect("a compact file");
        let weights = Weights::read(&network, &bytes).expect("its weights");
        assert!(weights.folded());
        let model = Model::new(network, &weights, case.model.device()).expect("a model");
        let small = Case { model, ..case };
        let found = small.ask(&small.inside(), &Question::Unfolded { channel: 3 });
        let Ok(Finding::Unfolded(Some(both))) = found else { panic!("both ways: {found:?}") };
        let told = [both.slope, both.offset, both.mean, both.variance, both.scale, both.shift];
        small.compare("folding", &told);
        let alike = both.difference <= 1e-5 * both.largest;
        assert!(both.largest > 0.1 && both.difference > 0.0 && alike, "{both:?}");
    }
}

/// Dropout at rate 0 is the network itself; at a half its answers differ, as the seed says.
#[test]
fn dropout_is_sampled() {
    let Some(case) = cases("alexnet_bvlc", DeviceChoice::Cpu).into_iter().next() else { return };
    let ask = |case: &Case, samples, seed| {
        let found = case.ask(&case.inside(), &Question::Dropout { samples, seed });
        let Ok(Finding::Spread(spread)) = found else { panic!("a spread: {found:?}") };
        spread
    };
    let spread = ask(&case, 30, 1);
    assert!(spread.classes.iter().any(|bar| bar.deviation > 0.0));
    assert!(spread.classes.iter().all(|bar| bar.range[0] <= bar.mean && bar.mean <= bar.range[1]));
    assert_eq!(spread, ask(&case, 30, 1));
    assert_ne!(spread, ask(&case, 30, 2));

    let mut network = case.model.network().clone();
    for row in &mut network.rows {
        if let Op::Dropout { rate } = &mut row.op {
            *rate = 0.0;
        }
    }
    let bytes = case.weights();
    let weights = Weights::read(&network, &bytes).expect("its weights");
    let model = Model::new(network, &weights, case.model.device()).expect("a model");
    let none = ask(&Case { model, ..case }, 3, 1);
    for bar in none.classes {
        assert!(bar.deviation < 1e-6 && (bar.mean - bar.plain).abs() < 1e-6, "{bar:?}");
    }
}
