//! The container of an XLS: streams in chained sectors, as [MS-CFB] lays them down.
//!
//! Every chain is followed no further than there are sectors, so no file can send the reader in circles.

const MARK: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Sector numbers from here on mean something else: end of chain, free, part of the table.
const SPECIAL: u32 = 0xFFFF_FFFA;
/// Sector numbers of the allocation table that stand in the header itself.
const IN_HEADER: usize = 109;
const HEADER: usize = 512;
const ENTRY: usize = 128;
const MINI_SECTOR: usize = 64;

/// Knows such a file by how it begins.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&MARK)
}

/// A file of streams.
pub struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    entries: Vec<Entry>,
    /// Streams shorter than this lie in small sectors within the first entry's stream.
    cutoff: usize,
    mini_table: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'b> Compound<'b> {
    /// Reads the tables; `None` when they make no sense.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let cutoff = u32_at(bytes, 56)? as usize;
        let mut file =
            Self { bytes, sector, table: Vec::new(), entries: Vec::new(), cutoff, mini_table: Vec::new() };
        file.table = file.read_table()?;
        file.entries = file.chain(u32_at(bytes, 48)?)?.chunks_exact(ENTRY).filter_map(entry).collect();
        file.mini_table = numbers(&file.chain(u32_at(bytes, 60)?).unwrap_or_default());
        Some(file)
    }

    /// Gives a stream's bytes by its name.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut bytes = match entry.length < self.cutoff {
            true => self.mini_chain(entry.start)?,
            false => self.chain(entry.start)?,
        };
        bytes.truncate(entry.length);
        Some(bytes)
    }

    fn most_sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn sector_at(&self, number: u32) -> Option<&'b [u8]> {
        let from = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may be cut short.
        let rest = self.bytes.get(from..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.sector)])
    }

    /// Reads which sector follows which: the table's own sectors are listed in the header, then in a chain.
    fn read_table(&self) -> Option<Vec<u32>> {
        let mut listed = numbers(self.bytes.get(76..HEADER)?);
        debug_assert_eq!(listed.len(), IN_HEADER);
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..self.most_sectors() {
            if next >= SPECIAL {
                break;
            }
            let mut more = numbers(self.sector_at(next)?);
            next = more.pop()?;
            listed.append(&mut more);
        }
        listed.retain(|number| *number < SPECIAL);
        listed.truncate(self.most_sectors());
        let mut table = Vec::new();
        for number in listed {
            table.append(&mut numbers(self.sector_at(number)?));
        }
        Some(table)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut next = start;
        for _ in 0..self.most_sectors() {
            if next >= SPECIAL {
                return Some(bytes);
            }
            bytes.extend_from_slice(self.sector_at(next)?);
            next = *self.table.get(next as usize)?;
        }
        (next >= SPECIAL).then_some(bytes)
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<u8>> {
        let within = self.chain(self.entries.first()?.start)?;
        let mut bytes = Vec::new();
        let mut next = start;
        for _ in 0..=within.len() / MINI_SECTOR {
            if next >= SPECIAL {
                return Some(bytes);
            }
            let rest = within.get((next as usize).checked_mul(MINI_SECTOR)?..)?;
            bytes.extend_from_slice(&rest[..rest.len().min(MINI_SECTOR)]);
            next = *self.mini_table.get(next as usize)?;
        }
        (next >= SPECIAL).then_some(bytes)
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).clamp(2, 64) - 2;
    let (name, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes[..length]);
    Some(Entry { name: name.into_owned(), start: u32_at(bytes, 116)?, length: u32_at(bytes, 120)? as usize })
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect()
}

/// Reads two bytes as a number.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?))
}

/// Reads four bytes as a number.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?))
}
