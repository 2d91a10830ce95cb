//! The activations that the inner loop does not apply as it goes.

use super::simd::vectorised;
use crate::arch::{Activation, SCALED_TANH};

/// Applies `activation` to every number, unless it is the inner loop's.
pub(super) fn activate(numbers: &mut [f32], activation: Activation) {
    let (amplitude, slope) = match activation {
        Activation::Identity | Activation::Relu => return,
        Activation::Tanh => (1.0, 1.0),
        Activation::ScaledTanh => SCALED_TANH,
    };
    vectorised(
        #[inline(always)]
        || numbers.iter_mut().for_each(|x| *x = amplitude * tanh(slope * *x)),
    );
}

/// The hyperbolic tangent, as a quotient of polynomials (the coefficients are Eigen's,
/// `MathFunctionsImpl.h`): within 5e-7, and unlike the library's in vectors.
#[inline(always)]
fn tanh(x: f32) -> f32 {
    // Beyond, it is 1 within that.
    let x = x.clamp(-7.905_311, 7.905_311);
    let square = x * x;
    let odd = [
        4.893_524_6e-3,
        6.372_619_3e-4,
        1.485_722_4e-5,
        5.122_297e-8,
        -8.604_672e-11,
        2.000_188e-13,
        -2.760_768_5e-16,
    ];
    let even = [4.893_525e-3, 2.268_434_6e-3, 1.185_347_1e-4, 1.198_258_4e-6];
    let sum = |terms: &[f32]| terms.iter().rev().fold(0.0, |sum, term| sum * square + term);
    x * sum(&odd) / sum(&even)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tangents_are_the_librarys_within_their_rounding() {
        for step in -4_000..=4_000 {
            let x = step as f32 / 300.0;
            let mut numbers = [x; 5];
            activate(&mut numbers, Activation::Tanh);
            let expected = f64::from(x).tanh();
            assert!((f64::from(numbers[4]) - expected).abs() < 5e-7, "{x}: {numbers:?}");
            assert_eq!(numbers[0].to_bits(), numbers[4].to_bits());
        }
        let mut numbers = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0];
        activate(&mut numbers, Activation::ScaledTanh);
        assert!(numbers[0].is_nan());
        assert!((numbers[1] - 1.7159).abs() < 1e-6 && (numbers[2] + 1.7159).abs() < 1e-6);
        assert_eq!(numbers[3], 0.0);
    }
}
