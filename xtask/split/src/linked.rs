//! What a program that was linked with `--emit-relocs` says of itself.
//! <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md> has the format.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use wasmparser::{
    CustomSectionReader, DataKind, DataSectionReader, ExternalKind, FunctionBody, KnownCustom,
    Linking, Name, Operator, Parser, Payload, RelocationEntry, SymbolInfo, TypeRef,
};

/// What a relocation may name.
#[derive(Clone, Copy)]
pub enum Symbol {
    /// A function, by its number.
    Function(u32),
    /// Memory with first contents, by its address.
    Data(u32),
    Other,
}

/// Where a relocation is applied.
pub enum Place {
    /// In the body of this function.
    Function(u32),
    /// At this address of the memory's first contents.
    Memory(u32),
    Other,
}

/// A linked program.
#[derive(Default)]
pub struct Linked {
    /// What the linker calls each function.
    pub names: BTreeMap<u32, String>,
    /// The functions that are exported.
    pub exports: Vec<u32>,
    pub symbols: Vec<Symbol>,
    /// The memory of each symbol: where it begins and ends.
    pub memory: Vec<Range<u32>>,
    /// By the section in which they are applied.
    pub relocations: Vec<(u32, Vec<RelocationEntry>)>,
    /// What functions without relocations call.
    pub calls: Vec<(u32, Vec<u32>)>,
    /// Where the contents of each section are in the file.
    sections: HashMap<u32, Range<usize>>,
    code: Option<u32>,
    data: Option<u32>,
    /// Where functions end in the file.
    ends: BTreeMap<usize, u32>,
    segments: Vec<Segment>,
}

/// First contents of memory: where they are in the file and in memory.
struct Segment {
    file: Range<usize>,
    start: u32,
}

impl Linked {
    /// Reads a program.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let mut linked = Self::default();
        let (mut imported, mut section) = (0, 0);
        let (mut bodies, mut symbols) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            let this = section;
            if let Some((_, range)) = payload.as_section() {
                linked.sections.insert(this, range);
                section += 1;
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            linked.exports.push(export.index);
                        }
                    }
                }
                Payload::CodeSectionStart { .. } => linked.code = Some(this),
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::DataSection(segments) => {
                    linked.data = Some(this);
                    linked.read_data(segments)?;
                }
                Payload::CustomSection(custom) => linked.read_custom(&custom, &mut symbols)?,
                _ => {}
            }
        }
        linked.read_symbols(&symbols);
        linked.read_bodies(imported, &bodies)?;
        Ok(linked)
    }

    /// Where a relocation of this section is applied.
    pub fn place(&self, section: u32, entry: &RelocationEntry) -> Place {
        let Some(contents) = self.sections.get(&section) else { return Place::Other };
        let at = contents.start + entry.offset as usize;
        let place = if Some(section) == self.code {
            self.function(at).map(Place::Function)
        } else if Some(section) == self.data {
            let segment = self.segments.iter().find(|segment| segment.file.contains(&at));
            segment.map(|found| Place::Memory(found.start + (at - found.file.start) as u32))
        } else {
            None
        };
        place.unwrap_or(Place::Other)
    }

    /// The function whose body holds this place of the file.
    fn function(&self, at: usize) -> Option<u32> {
        self.ends.range(at + 1..).next().map(|(_, number)| *number)
    }

    fn read_data(&mut self, segments: DataSectionReader) -> Result<()> {
        for segment in segments {
            let segment = segment?;
            let DataKind::Active { offset_expr, .. } = segment.kind else { continue };
            let offset = offset_expr.get_operators_reader().read()?;
            let Operator::I32Const { value } = offset else { continue };
            let file = segment.range.end - segment.data.len()..segment.range.end;
            self.segments.push(Segment { file, start: value.cast_unsigned() });
        }
        Ok(())
    }

    fn read_custom<'a>(
        &mut self,
        custom: &CustomSectionReader<'a>,
        symbols: &mut Vec<SymbolInfo<'a>>,
    ) -> Result<()> {
        match custom.as_known() {
            KnownCustom::Name(names) => {
                for name in names {
                    let Name::Function(map) = name? else { continue };
                    for naming in map {
                        let naming = naming?;
                        self.names.insert(naming.index, naming.name.into());
                    }
                }
            }
            KnownCustom::Linking(linking) => {
                for part in linking.subsections() {
                    let Linking::SymbolTable(map) = part? else { continue };
                    for symbol in map {
                        symbols.push(symbol?);
                    }
                }
            }
            KnownCustom::Reloc(reloc) => {
                let entries = reloc.entries().into_iter().collect::<Result<_, _>>()?;
                self.relocations.push((reloc.section_index(), entries));
            }
            _ => {}
        }
        Ok(())
    }

    fn read_symbols(&mut self, symbols: &[SymbolInfo]) {
        for symbol in symbols {
            let known = match symbol {
                SymbolInfo::Func { index, .. } => Symbol::Function(*index),
                SymbolInfo::Data { symbol: Some(place), .. } => {
                    match self.segments.get(place.index as usize) {
                        Some(segment) => {
                            let start = segment.start + place.offset;
                            self.memory.push(start..start + place.size);
                            Symbol::Data(start)
                        }
                        None => Symbol::Other,
                    }
                }
                _ => Symbol::Other,
            };
            self.symbols.push(known);
        }
    }

    fn read_bodies(&mut self, imported: u32, bodies: &[FunctionBody]) -> Result<()> {
        self.ends =
            (imported..).zip(bodies).map(|(number, body)| (body.range().end, number)).collect();
        let code = self.code.context("it has no code")?;
        let entries = self.relocations.iter().filter(|(section, _)| *section == code);
        let relocated: HashSet<u32> = entries
            .flat_map(|(_, entries)| entries)
            .filter_map(|entry| self.function(self.sections[&code].start + entry.offset as usize))
            .collect();
        for (number, body) in (imported..).zip(bodies) {
            if relocated.contains(&number) {
                continue;
            }
            let mut calls = Vec::new();
            for operator in body.get_operators_reader()? {
                if let Operator::Call { function_index } = operator? {
                    calls.push(function_index);
                }
            }
            self.calls.push((number, calls));
        }
        Ok(())
    }
}
