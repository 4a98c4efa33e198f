// When a capture goes on in a new file, and which of its files are kept.
#pragma once

#include <cstdint>

namespace tapbond {

// 0 is no limit, everywhere.
struct Rotation {
  std::uint64_t file_bytes = 0;    // -C: what finds the file larger than this begins a new one
  std::int64_t seconds = 0;        // -G: in capture time
  std::uint64_t count = 0;         // -W: of numbered files, then over again; else of files in all
  std::uint64_t ring = 0;          // --ring: files that are kept
  std::uint64_t series_bytes = 0;  // --max-disk: of all files together

  bool any() const { return file_bytes != 0 || seconds != 0; }
};

}  // namespace tapbond
