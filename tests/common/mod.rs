//! What the native tests share.

use burn::tensor::{DType, Device};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use triptych::arch;
use triptych::device::{Opened, open};
use triptych::network::{Choices, Model, Tuner};
use triptych::protocol::DeviceChoice;
use triptych::weights::{Weights, bundled};

/// Opens the GPU (a software one will do) or the CPU. A process can open its GPU only once, so all
/// tests share it.
///
/// Without any Vulkan, Metal or DirectX driver this fails, so that no test passes by not running.
#[allow(dead_code, reason = "not every test opens a device")]
pub fn device(choice: DeviceChoice) -> &'static Opened {
    static CPU: OnceLock<Opened> = OnceLock::new();
    static GPU: OnceLock<Opened> = OnceLock::new();
    let shared = if choice == DeviceChoice::Cpu { &CPU } else { &GPU };
    shared.get_or_init(|| {
        let lost = |reason| panic!("the GPU went away: {reason}");
        pollster::block_on(open(choice, lost)).unwrap_or_else(|error| {
            panic!("{error}; `cargo xtask setup --tests` installs a software GPU")
        })
    })
}

/// A turn on the GPU, for as long as it is held: what is recorded finds its memory where nobody else takes
/// any meanwhile.
#[allow(dead_code, reason = "not every test records")]
pub fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    // A test that failed says so itself.
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has a GPU compute as hardware does before anything was measured, in tiles that threads share, and not in the
/// usual ways, which are for software that is slow with barriers. Mesa's is faster so. Does nothing on the CPU.
#[allow(dead_code, reason = "not every test runs large networks")]
pub fn in_tiles(model: &mut Model) {
    const PARTS: usize = 2; // as src/worker/tuning.rs supposes
    let (mut tuner, mut choices) = (Tuner::knowing(model, Some(PARTS)), Choices::default());
    while pollster::block_on(tuner.next(model, &mut choices)).expect("a device") {}
}

/// Fails if fewer than `least` cases were computed in half precision on a GPU that can, and says so where it
/// cannot.
#[allow(dead_code, reason = "not every test runs kernels")]
pub fn ran_in_halves(device: &Device, cases: usize, least: usize) {
    match device.supports_dtype(DType::F16) {
        true => assert!(cases >= least, "only {cases} cases in half precision"),
        false => eprintln!("skipped: {least} cases or more, for want of shader-f16"),
    }
}

/// LeNet-5 with the weights that come with it.
#[allow(dead_code, reason = "not every test runs a network")]
pub fn lenet5(choice: DeviceChoice) -> Model {
    let network = arch::find("lenet5").expect("a network");
    let entry = bundled("lenet5").expect("bundled weights");
    let bytes = std::fs::read(Path::new("weights").join(entry.file)).expect("a file");
    let weights = Weights::read(&network, &bytes).expect("weights");
    Model::new(network, &weights, &device(choice).device).expect("a model")
}

/// The folder with the data set `name`, where there is one.
#[allow(dead_code, reason = "not every test reads data")]
pub fn data(name: &str) -> Option<PathBuf> {
    let home = triptych::home::locate(std::env::consts::OS, |name| std::env::var_os(name));
    Some(home?.join("data").join(name)).filter(|folder| folder.is_dir())
}

/// The folder with MNIST's four files, or a line that says what is skipped for want of them.
#[allow(dead_code, reason = "not every test reads data")]
pub fn mnist(skipped: &str) -> Option<PathBuf> {
    if let Some(folder) = data("mnist").filter(|at| at.join("t10k-images-idx3-ubyte").is_file()) {
        return Some(folder);
    }
    eprintln!("skipped: {skipped}, for want of MNIST (`cargo xtask data mnist` brings it)");
    None
}

/// The values of a `.npy` file of little-endian `f32` in C order.
#[allow(dead_code, reason = "not every test reads arrays")]
pub fn npy(bytes: &[u8]) -> Vec<f32> {
    let numbers = npy_body(bytes, "'<f4'");
    numbers.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()
}

/// The same for a file of `f64`.
#[allow(dead_code, reason = "not every test reads arrays")]
pub fn npy_f64(bytes: &[u8]) -> Vec<f32> {
    let numbers = npy_body(bytes, "'<f8'");
    numbers.as_chunks::<8>().0.iter().map(|eight| f64::from_le_bytes(*eight) as f32).collect()
}

#[allow(dead_code, reason = "not every test reads arrays")]
fn npy_body<'a>(bytes: &'a [u8], kind: &str) -> &'a [u8] {
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert!(String::from_utf8_lossy(&bytes[..start]).contains(kind), "not {kind}");
    &bytes[start..]
}

/// The arrays of an `.npz` file, by name.
#[allow(dead_code, reason = "not every test reads arrays")]
pub fn npz(bytes: &[u8]) -> Vec<(String, Vec<f32>)> {
    use std::io::{Cursor, Read};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).expect("an entry");
            let mut array = Vec::new();
            entry.read_to_end(&mut array).expect("readable");
            (entry.name().expect("a name").trim_end_matches(".npy").to_owned(), npy(&array))
        })
        .collect()
}
