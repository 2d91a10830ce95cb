//! What to do about each error.

use super::Error;

/// Whether it is a page that tells of errors; otherwise it is the command line.
const PAGE: bool = cfg!(target_family = "wasm");

impl Error {
    /// What a person can do about it, in one sentence.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::UnknownNetwork { .. } => "Choose one of the names listed.",
            Self::NotBundled { .. } => "Give a file of weights; docs/weights.md says how.",
            Self::BadWeights { .. } | Self::MissingTensor { .. } | Self::WrongTensor { .. } => {
                "Use the weights that came with Triptych, or a safetensors file of this network."
            }
            Self::ReadsDigits { .. } => "Use weights of AlexNet or a ResNet.",
            Self::Checksum { .. } | Self::WrongLength { .. } if !PAGE => {
                "Bring the published file again."
            }
            Self::Checksum { .. } | Self::WrongLength { .. } => {
                "Load it again; if it stays so, the copy on the server is damaged."
            }
            Self::Interrupted { .. } => "Load it again: it goes on where it stopped.",
            Self::Refused { .. } => {
                "Check the connection; or download the file yourself and drop it on the page."
            }
            Self::Offline { .. } => "Connect to the network, then try again.",
            Self::TooLarge { .. } => "Use a smaller file.",
            // A page's files come from elsewhere.
            Self::Unreadable { .. } if PAGE => "Check the name and the connection, then try again.",
            Self::Unreadable { .. } => "Check the name, then try again.",
            Self::Unwritten { .. } => "Give a place that can be written to, and has room.",
            Self::NotThere { .. } | Self::BadFile { .. } => "Use another file.",
            Self::NoMemory { .. } => "Close other tabs, or use a smaller file.",
            Self::Undecodable { .. } => "Export it as JPEG or PNG, then use that.",
            Self::HiddenPixels => "Use a JPEG or PNG file.",
            Self::WrongInput { .. } => "Give an input of the shape that the network takes.",
            Self::Diverged { .. } => "Lower the learning rate (--learning-rate), then train again.",
            Self::NoGpu { .. } if PAGE => "Let the CPU do the work: same answers, slower.",
            Self::NoGpu { .. } => {
                "Let the CPU do the work (--device cpu or auto): same answers, slower."
            }
            Self::WrongNumbers { .. } => {
                "Let the CPU do the work, or update the browser or the driver."
            }
            Self::DeviceLost { .. } if PAGE => {
                "Triptych starts again by itself; reload the page if it does not."
            }
            Self::DeviceLost { .. } => "Try again, or let the CPU do the work (--device cpu).",
            Self::Outdated => "Reload the page.",
            Self::TooOld => {
                "Use a newer browser, at least Chrome or Edge 109, Firefox 114 or Safari 16.4, or another machine."
            }
            Self::Engine { .. } if PAGE => "Reload the page; if it stays so, please report it.",
            Self::Engine { .. } => "Try again; if it stays so, please report it.",
        }
    }
}
