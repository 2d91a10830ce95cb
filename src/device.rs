//! The only place where a device is chosen: WebGPU (in a browser) or Vulkan, Metal, DirectX 12 or
//! OpenGL (natively) through Burn's wgpu backend, else Burn's CPU backend.

mod refusals;

pub use burn::tensor::Device;
pub use refusals::Trial;

use crate::error::Error;
use crate::protocol::{DeviceChoice, DeviceInfo, WhyCpu};
use burn::tensor::wgpu::{MemoryConfiguration, WgpuSetup, wgpu};
use burn::tensor::{DataError, Tensor, TensorData, Transaction};
use refusals::Before;

/// An open device.
pub struct Opened {
    /// For Burn's tensors.
    pub device: Device,
    /// For people.
    pub info: DeviceInfo,
    setup: Option<WgpuSetup>,
}

impl Opened {
    /// Whether it is a GPU's driver that computes on the CPU.
    pub fn is_software(&self) -> bool {
        self.setup.as_ref().is_some_and(|setup| is_software(&setup.adapter.get_info()))
    }

    /// Whether it is a GPU with a clock of its own.
    pub fn has_clock(&self) -> bool {
        let clock = wgpu::Features::TIMESTAMP_QUERY;
        self.setup.as_ref().is_some_and(|setup| setup.device.features().contains(clock))
    }

    /// Gives the GPU up as if the system had taken it; the lost callback follows. Nothing happens
    /// on the CPU.
    pub fn lose(&self) {
        if let Some(setup) = &self.setup {
            setup.device.destroy();
        }
    }
}

/// The values of a tensor, row-major, once they are there.
///
/// # Errors
///
/// [`Error::DeviceLost`] if the device does not answer any more, or refused some of the work;
/// [`Error::Engine`] if they are no `f32`.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, Error> {
    let before = Before::reading(&tensor.device());
    let data = tensor.into_data_async().await.map_err(|error| lost(&error));
    before.or_refused(data.and_then(floats))
}

/// The values of several tensors in one reading.
///
/// # Errors
///
/// As [`read`].
pub async fn read_all(tensors: Vec<Tensor<4>>) -> Result<Vec<Vec<f32>>, Error> {
    let Some(first) = tensors.first() else { return Ok(Vec::new()) };
    let before = Before::reading(&first.device());
    let all = tensors.into_iter().fold(Transaction::default(), |all, one| all.register(one));
    let data = all.execute_async().await.map_err(|error| lost(&error));
    before.or_refused(data.and_then(|data| data.into_iter().map(floats).collect()))
}

fn lost(error: &impl std::fmt::Display) -> Error {
    Error::DeviceLost { reason: error.to_string() }
}

fn floats(data: TensorData) -> Result<Vec<f32>, Error> {
    data.try_into_vec().map_err(|error| match error {
        // Natively the device is asked for the values only here.
        DataError::StorageAccess(error) => lost(&error),
        error => Error::Engine { reason: error.to_string() },
    })
}

/// Opens the device that `choice` asks for. `on_lost` is called once if a GPU goes away later.
///
/// A process can open a GPU once, and not if it has used Burn's default wgpu device before: keep what this gives, and
/// clone [`Opened::device`]. Natively a GPU that went away stays away until the process starts anew.
///
/// # Errors
///
/// [`Error::NoGpu`] if a GPU was asked for and none could be opened. The automatic choice falls
/// back to the CPU instead, and says why in [`DeviceInfo::why_cpu`].
pub async fn open(choice: DeviceChoice, on_lost: fn(String)) -> Result<Opened, Error> {
    match choice {
        DeviceChoice::Cpu => Ok(cpu(None)),
        DeviceChoice::Gpu => gpu(on_lost).await,
        DeviceChoice::Auto => Ok(match adapter().await {
            Err(_) => cpu(Some(WhyCpu::NoGpu)),
            // Measured: software adapters are two orders of magnitude slower than our CPU path.
            Ok(info) if is_software(&info) => cpu(Some(WhyCpu::SoftwareAdapter)),
            Ok(_) => match gpu(on_lost).await {
                Ok(opened) => opened,
                Err(_) => cpu(Some(WhyCpu::OpenFailed)),
            },
        }),
    }
}

fn cpu(why_cpu: Option<WhyCpu>) -> Opened {
    #[cfg(feature = "native")]
    let threads = rayon::current_num_threads() as u32;
    // The browser gives a program one; whoever has helpers there says so.
    #[cfg(not(feature = "native"))]
    let threads = 1;
    let (name, api) = ("CPU".into(), "Burn Flex".into());
    let info = DeviceInfo { name, api, gpu: false, threads, why_cpu };
    Opened { device: cpu_device(), info, setup: None }
}

/// The CPU, for Burn's tensors.
pub fn cpu_device() -> Device {
    Device::flex()
}

/// What the system would open, without opening it: asking Burn first would panic where there is
/// nothing.
async fn adapter() -> Result<wgpu::AdapterInfo, Error> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&options).await;
    adapter.map(|adapter| adapter.get_info()).map_err(|error| no_gpu(&error.to_string()))
}

async fn gpu(on_lost: fn(String)) -> Result<Opened, Error> {
    adapter().await?;
    let (device, setup) = Device::wgpu_options()
        // In one page, an input and an output could be the same buffer, which WebGPU forbids.
        .memory_config(MemoryConfiguration::ExclusivePages)
        .init_with_setup_async()
        .await
        .map_err(|error| no_gpu(&error.to_string()))?;
    // These take the place of Burn's own, which panics at what is refused, and would know of a loss.
    setup.device.set_device_lost_callback(move |_, message| {
        refusals::lose(&message);
        on_lost(message);
    });
    setup.device.on_uncaptured_error(std::sync::Arc::new(move |error| {
        refusals::note();
        match error {
            // What has no room stays without, and is computed with all the same.
            wgpu::Error::OutOfMemory { .. } => on_lost("its memory is full".into()),
            error => log::error!("GPU: {error}"),
        }
    }));
    let adapter = setup.adapter.get_info();
    let info = DeviceInfo {
        name: name_of(&adapter),
        api: api_of(adapter.backend).into(),
        gpu: true,
        threads: 0,
        why_cpu: None,
    };
    Ok(Opened { device, info, setup: Some(setup) })
}

fn no_gpu(reason: &str) -> Error {
    Error::NoGpu { reason: reason.into() }
}

fn is_software(adapter: &wgpu::AdapterInfo) -> bool {
    adapter.device_type == wgpu::DeviceType::Cpu
}

fn name_of(adapter: &wgpu::AdapterInfo) -> String {
    match adapter.name.as_str() {
        "" if is_software(adapter) => "Software adapter".into(),
        "" => "GPU".into(), // browsers may keep the name to themselves
        name => name.into(),
    }
}

fn api_of(backend: wgpu::Backend) -> &'static str {
    match backend {
        wgpu::Backend::BrowserWebGpu => "WebGPU",
        wgpu::Backend::Vulkan => "Vulkan",
        wgpu::Backend::Metal => "Metal",
        wgpu::Backend::Dx12 => "DirectX 12",
        wgpu::Backend::Gl => "OpenGL",
        wgpu::Backend::Noop => "none",
    }
}
