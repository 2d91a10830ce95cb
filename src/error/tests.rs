//! Tests of [`super`].

use super::Error;

#[test]
fn facts_name_the_thing_and_advice_is_a_sentence() {
    let error = Error::WrongTensor {
        name: "c1.weight".into(),
        expected: "F32 [6, 1, 5, 5]".into(),
        found: "F32 [6, 3, 5, 5]".into(),
    };
    assert_eq!(
        error.to_string(),
        "tensor c1.weight should be F32 [6, 1, 5, 5] but is F32 [6, 3, 5, 5]"
    );
    assert!(error.advice().ends_with('.'));
    // Tests run natively, where there is no page to reload.
    let reason = String::new();
    for error in [Error::DeviceLost { reason: reason.clone() }, Error::Engine { reason }] {
        assert!(!error.advice().contains("page"), "{error}");
    }
}
