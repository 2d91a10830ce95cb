//! `triptych bench NETWORK…`.

use super::{tuning::Tuning, weights_file, within::within};
use std::path::PathBuf;
use std::time::Instant;
use triptych::bench::{self, Report, Roof};
use triptych::network::Model;
use triptych::protocol::{Bench, DeviceChoice};
use triptych::{Error, arch, device};

/// A network is not measured for longer, ms, unless two runs take longer.
const BUDGET: f64 = 60_000.0;

/// Which networks to time, and how.
#[derive(clap::Args)]
pub struct Timed {
    /// The networks. Those without bundled weights run with made-up ones.
    #[arg(default_values = ["lenet5", "alexnet", "resnet50"])]
    networks: Vec<String>,
    /// A safetensors file for each network, in their order, instead of the bundled ones.
    #[arg(long)]
    weights: Vec<PathBuf>,
    /// Where to run: auto, gpu or cpu.
    #[arg(long, default_value = "auto", value_parser = crate::parse_device)]
    device: DeviceChoice,
    /// How often to run each, after a first time.
    #[arg(long, default_value_t = 20)]
    runs: u32,
    /// How many inputs at once.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    batch: u32,
    /// What the device computes at most, in GFLOP/s, instead of measuring it.
    #[arg(long, value_parser = within(1e-3..=1e9_f64))]
    gflops: Option<f64>,
    /// What the device moves at most, in GB/s, instead of measuring it.
    #[arg(long, value_parser = within(1e-3..=1e9_f64))]
    gbps: Option<f64>,
    /// On a GPU, leave every layer as it usually is instead of measuring what is fastest.
    #[arg(long)]
    untuned: bool,
    /// On a GPU, measure all the ways to compute each layer anew, and print what each takes first.
    #[arg(long, conflicts_with_all = ["untuned", "json"])]
    ways: bool,
    /// Print JSON, one object a network.
    #[arg(long)]
    json: bool,
}

/// Times every network and prints what each layer takes.
pub async fn run(asked: &Timed) -> Result<(), Error> {
    let networks = asked.networks.iter().map(|name| arch::find(name));
    let networks = networks.collect::<Result<Vec<_>, _>>()?;
    let lost = |reason| eprintln!("The GPU went away: {reason}");
    let opened = device::open(asked.device, lost).await?;
    let mut tuning = Tuning::open(&opened.info, asked.untuned);
    let roof = Roof::of(&opened, asked.gflops, asked.gbps).await?;
    for (index, network) in networks.iter().enumerate() {
        let request = Bench {
            network: network.name.into(),
            weights_url: None,
            input: Vec::new(),
            batch: asked.batch,
            runs: asked.runs,
            budget_ms: BUDGET,
        };
        let start = Instant::now();
        let bytes = match weights_file(asked.weights.get(index).map(PathBuf::as_path), network.name)
        {
            Err(Error::NotBundled { .. }) => None,
            file => Some(file?),
        };
        let fetch_ms = start.elapsed().as_secs_f64() * 1e3;
        let tune = async |model: &mut Model, _: &[u8]| match asked.ways {
            true => tuning.show(model).await,
            false => tuning.tune(model).await,
        };
        let result =
            bench::run(&request, bytes, fetch_ms, &opened.device, tune, |_, _, _| ()).await?;
        let network = &network.clone().with_classes(result.classes(asked.batch));
        let (device, bench, result) = (&opened.info, &request, &result);
        let report = Report { network, device, bench, roof, result };
        if asked.json {
            println!("{}", report.json());
        } else {
            print!("{}{report}", if index > 0 { "\n" } else { "" });
        }
    }
    Ok(())
}
