//! Gradient descent with momentum.

use super::Options;
use super::form::Form;
use burn::tensor::{Gradients, Tensor};

/// How much of its speed a weight keeps from one step to the next.
const MOMENTUM: f64 = 0.9;

/// Part of all steps in which the step's size grows, evenly, to its largest.
const WARM_UP: f64 = 0.1;

/// Stochastic gradient descent with Nesterov's momentum, a step size that rises and falls, and
/// weight decay on kernels.
#[derive(Debug)]
pub struct Descent {
    largest: f64,
    weight_decay: f64,
    steps: usize,
    done: usize,
    /// By parameter; `None` before its first step.
    speeds: Vec<Option<Tensor<2>>>,
}

impl Descent {
    /// For a run of so many steps in all.
    pub fn new(options: &Options, steps: usize) -> Self {
        let (largest, weight_decay) = (options.learning_rate, options.weight_decay);
        Self { largest, weight_decay, steps, done: 0, speeds: Vec::new() }
    }

    /// The size of the next step.
    pub fn rate(&self) -> f64 {
        let part = (self.done as f64 + 0.5) / self.steps.max(1) as f64;
        if part < WARM_UP {
            self.largest * part / WARM_UP
        } else {
            let part = ((part - WARM_UP) / (1.0 - WARM_UP)).min(1.0);
            self.largest * 0.5 * (1.0 + (std::f64::consts::PI * part).cos())
        }
    }

    /// Moves every parameter down its gradient.
    pub fn step(&mut self, form: &mut Form, mut gradients: Gradients) {
        let rate = self.rate();
        self.speeds.resize(form.parameters.len(), None);
        for (parameter, held) in form.parameters.iter_mut().zip(&mut self.speeds) {
            let Some(mut gradient) = parameter.value.grad_remove(&mut gradients) else { continue };
            let value = parameter.value.clone().inner();
            if parameter.decays {
                gradient = gradient + value.clone().mul_scalar(self.weight_decay);
            }
            let speed = match held.take() {
                Some(speed) => speed.mul_scalar(MOMENTUM) + gradient.clone(),
                None => gradient.clone(),
            };
            let value = value - (gradient + speed.clone().mul_scalar(MOMENTUM)).mul_scalar(rate);
            parameter.value = value.autodiff().require_grad();
            *held = Some(speed);
        }
        self.done += 1;
    }
}
