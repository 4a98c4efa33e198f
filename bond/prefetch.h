// Asks the processor for memory before it is needed.
//
// Frames pass from the kernel to the reading thread, and on to the writing ones, each on a
// processor of its own. Waiting for the bytes to come over costs more than copying them, and the
// hardware sees what is needed next only within a page. Any address will do: a wrong one does no
// harm.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tapbond {

constexpr std::uintptr_t kCacheLine = 64;  // bytes

inline void prefetch_to_read(std::uintptr_t address, std::size_t bytes) {
  for (std::size_t at = 0; at < bytes; at += kCacheLine) {
    __builtin_prefetch(reinterpret_cast<const void*>(address + at));
  }
}

inline void prefetch_to_write(std::uintptr_t address, std::size_t bytes) {
  constexpr int kToWrite = 1;
  for (std::size_t at = 0; at < bytes; at += kCacheLine) {
    __builtin_prefetch(reinterpret_cast<const void*>(address + at), kToWrite);
  }
}

}  // namespace tapbond
