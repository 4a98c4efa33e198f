// Unpacks Zstandard data.
#pragma once

#include <zstd.h>

#include "sensor/files/unpacker.h"

namespace tapbond {

// Takes at most 128 MiB, for the window that a frame may ask for without being refused.
class Unzstd final : public Unpacker {
 public:
  Unzstd();
  ~Unzstd() override;

  void feed(std::span<const std::uint8_t> compressed) override;
  std::size_t unpack(std::span<std::uint8_t> into) override;
  bool hungry() const override { return input_.empty(); }
  bool whole() const override { return between_frames_; }

 private:
  ZSTD_DStream* stream_;
  std::span<const std::uint8_t> input_;
  std::size_t wanted_;  // bytes, up to the end of a block
  bool between_frames_ = false;
  bool more_inside_ = false;  // perhaps: what was unpacked filled all the room there was
};

}  // namespace tapbond
