//! The same network in another form: batch normalisation apart, and units dropped.

use crate::case::{Case, cases};
use crate::logits;
use triptych::arch::Op;
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
