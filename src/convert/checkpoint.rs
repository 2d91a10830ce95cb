//! Reading PyTorch checkpoints (`.pth`, `.pt`): torchvision's, and what people train themselves.
//!
//! The reading is Burn's [`pytorch_reader`], which interprets the pickle and runs nothing: only the
//! calls that rebuild tensors are known to it, any other stays an inert name. It reads the zip form
//! (PyTorch 1.6 and later), the pickle stream (0.1.10 to 1.5) and the tar form before. Added here:
//! limits for hostile files, the nesting that checkpoints have, and errors in our words.

mod guard;
mod opcodes;

use crate::error::Error;
use half::{bf16, f16};
use pytorch_reader::{PytorchReader, Tensor};
use std::fs::File;
use std::path::Path;

pub use pytorch_reader::DType;

/// All tensors together may take this many times the file, and [`SPARE`] more. Tensors that share a
/// storage take more than the file; `expand` makes any number of bytes from four.
const MOST_TIMES: usize = 8;
/// See [`MOST_TIMES`].
const SPARE: usize = 1 << 20;

/// A tensor of a checkpoint; its numbers are read from the file when asked for.
#[derive(Clone, Debug)]
pub struct PthTensor {
    /// Its name in the state dict: `layer1.0.conv1.weight`.
    pub name: String,
    file: String,
    tensor: Tensor,
}

impl PthTensor {
    /// Sides, outermost first; none for a scalar.
    pub fn shape(&self) -> &[usize] {
        self.tensor.shape()
    }

    /// Type of a number.
    pub fn dtype(&self) -> DType {
        self.tensor.dtype()
    }

    /// The numbers as bytes: row-major, contiguous, in the machine's byte order.
    ///
    /// # Errors
    ///
    /// [`Error::BadFile`] with the tensor's name if the file does not hold what it declared or a
    /// checksum differs.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        self.tensor.read().map_err(|error| bad(&self.file, error.to_string()))
    }

    /// The numbers of an F64, F32, F16 or BF16 tensor, row-major. Not checked for NaN.
    ///
    /// # Errors
    ///
    /// As [`Self::bytes`]; [`Error::WrongTensor`] for another type.
    pub fn floats(&self) -> Result<Vec<f32>, Error> {
        let wrong = || Error::WrongTensor {
            name: self.name.clone(),
            expected: "F64, F32, F16 or BF16".into(),
            found: format!("{:?} {:?}", self.dtype(), self.shape()),
        };
        let one = match self.dtype() {
            DType::F64 => |b: &[u8]| Some(f64::from_ne_bytes(b.try_into().ok()?) as f32),
            DType::F32 => |b: &[u8]| Some(f32::from_ne_bytes(b.try_into().ok()?)),
            DType::F16 => |b: &[u8]| Some(f16::from_ne_bytes(b.try_into().ok()?).to_f32()),
            DType::BF16 => |b: &[u8]| Some(bf16::from_ne_bytes(b.try_into().ok()?).to_f32()),
            _ => return Err(wrong()),
        };
        let bytes = self.bytes()?;
        bytes.chunks_exact(self.dtype().size()).map(one).collect::<Option<_>>().ok_or_else(wrong)
    }
}

/// The tensors of a checkpoint in the order of their names. Of a checkpoint with a `state_dict` or
/// a `model`, only what is in there; `module.`, which data-parallel training puts before every
/// name, is taken away. Opening reads names and shapes only.
///
/// # Errors
///
/// [`Error::Unreadable`] if the file cannot be opened; [`Error::BadFile`] if it is no checkpoint, is
/// damaged, holds no tensors with names, holds tensors that are not plain ones (sparse,
/// quantised), or would take far more memory than the file's size.
pub fn read_pth(path: &Path) -> Result<Vec<PthTensor>, Error> {
    let what = path.display().to_string();
    let mut file = File::open(path).map_err(Error::unreadable(path))?;
    let length = file.metadata().map_err(Error::unreadable(path))?.len();
    guard::check(&mut file).map_err(|reason| bad(&what, reason))?;
    let reader = PytorchReader::new(path).map_err(|error| bad(&what, error.to_string()))?;
    let mut tensors: Vec<(String, Tensor)> = reader.into_tensors().into_iter().collect();
    for prefix in ["state_dict.", "model."] {
        let inside = |(name, _): &(String, Tensor)| name.starts_with(prefix);
        if tensors.iter().any(inside) {
            tensors.retain(inside);
            shorten(&mut tensors, prefix);
            break;
        }
    }
    if tensors.iter().all(|(name, _)| name.starts_with("module.")) {
        shorten(&mut tensors, "module.");
    }
    if tensors.is_empty() {
        return Err(bad(&what, "it holds no tensors with names".into()));
    }
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    let most = usize::try_from(length).unwrap_or(usize::MAX);
    let most = most.saturating_mul(MOST_TIMES).saturating_add(SPARE);
    let mut total = 0_usize;
    for (name, tensor) in &tensors {
        total = total.saturating_add(tensor.byte_len());
        if total > most {
            let shape = tensor.shape();
            let reason = format!(
                "its tensors, {name} {shape:?} among them, are too large for {length} bytes"
            );
            return Err(bad(&what, reason));
        }
    }
    let named = |(name, tensor)| PthTensor { name, file: what.clone(), tensor };
    Ok(tensors.into_iter().map(named).collect())
}

fn shorten(tensors: &mut [(String, Tensor)], prefix: &str) {
    for (name, tensor) in tensors {
        *name = name.split_off(prefix.len().min(name.len()));
        tensor.name.clone_from(name);
    }
}

fn bad(what: &str, reason: String) -> Error {
    Error::BadFile { what: what.into(), reason }
}

#[cfg(test)]
mod tests;
