//! What a class loses without each channel of a row.

use crate::case::{Case, TOLERANCE};
use triptych::check::difference;
use triptych::look::Inside;
use triptych::protocol::DeviceChoice;
use triptych::protocol::look::{Finding, Question};

/// Against NumPy's on the CPU; a GPU's too, of a network that is small.
pub fn check(case: &Case, name: &str, inside: &Inside, choice: DeviceChoice) {
    let row = match name {
        "lenet5_tanh" | "lenet5_relu" => "c3",
        "alexnet_tv" => "conv5",
        "resnet18" => "conv5_1.1",
        _ => return,
    };
    if name == "resnet18" && choice == DeviceChoice::Gpu {
        // 512 channels take a software GPU seven minutes: those of a smaller picture, as the CPU has them.
        let [gpu, cpu] = [DeviceChoice::Gpu, DeviceChoice::Cpu].map(|choice| {
            let small = case.at_side(64, choice);
            ranking(&small, &small.inside(), row, case.class())
        });
        let size = cpu.iter().fold(1.0f32, |most, fall| most.max(fall.abs()));
        let error = difference(&gpu, &cpu) / size;
        assert!(gpu.len() == 512 && error <= TOLERANCE, "{}: {error} of {size}", case.name);
        return;
    }
    let falls = ranking(case, inside, row, case.class());
    case.compare("ranking", &falls[..case.found["ranking"].len()]);
}

/// What a class's logit loses without each channel of a row, by channel.
fn ranking(case: &Case, inside: &Inside, row: &str, class: u32) -> Vec<f32> {
    let question = Question::Ranking { row: row.into(), class };
    let Ok(Finding::Ranking(mut falls)) = case.ask(inside, &question) else { panic!("ranking") };
    assert!(falls.is_sorted_by(|(_, a), (_, b)| a >= b));
    falls.sort_by_key(|(channel, _)| *channel);
    falls.into_iter().map(|(_, fall)| fall).collect()
}
