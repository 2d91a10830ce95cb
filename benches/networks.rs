//! Times every network on the CPU and on the GPU at hand, with made-up weights:
//! `cargo bench --bench networks [FILTER]`. `triptych bench` does the same for one device.

use triptych::Error;
use triptych::arch::all;
use triptych::bench::{Report, Roof, run};
use triptych::device::open;
use triptych::network::{Choices, Model};
use triptych::protocol::{Bench, DeviceChoice};

/// A network is run so often,
const RUNS: u32 = 20;
/// but not for longer, ms.
const BUDGET: f64 = 10_000.0;

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    for choice in [DeviceChoice::Cpu, DeviceChoice::Gpu] {
        if let Err(error) = pollster::block_on(time(choice, filter.as_deref())) {
            eprintln!("{error}. {}", error.advice());
        }
    }
}

async fn time(choice: DeviceChoice, filter: Option<&str>) -> Result<(), Error> {
    let opened = open(choice, |reason| eprintln!("The GPU went away: {reason}")).await?;
    let roof = Roof::of(&opened, None, None).await?;
    let mut choices = Choices::default();
    for network in all() {
        if !filter.is_none_or(|filter| network.name.contains(filter)) {
            continue;
        }
        let bench = Bench {
            network: network.name.into(),
            weights_url: None,
            input: Vec::new(),
            batch: 1,
            runs: RUNS,
            budget_ms: BUDGET,
        };
        let tune = async |model: &mut Model, _: &[u8]| {
            model.tune(&mut choices, async |_, _| Ok::<_, Error>(())).await
        };
        let untold = |_, _, _| ();
        let result = run(&bench, None, 0.0, &opened.device, tune, untold).await?;
        let (network, device) = (&network, &opened.info);
        println!("{}", Report { network, device, bench: &bench, roof, result: &result });
    }
    Ok(())
}
