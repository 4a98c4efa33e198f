// Unpacks LZ4 frames.
#pragma once

#include <lz4frame.h>

#include "sensor/files/unpacker.h"

namespace tapbond {

class Unlz4 final : public Unpacker {
 public:
  Unlz4();
  ~Unlz4() override;

  void feed(std::span<const std::uint8_t> compressed) override;
  std::size_t unpack(std::span<std::uint8_t> into) override;
  bool hungry() const override { return input_.empty(); }
  bool whole() const override { return between_frames_; }

 private:
  LZ4F_dctx* context_ = nullptr;
  std::span<const std::uint8_t> input_;
  std::size_t wanted_;  // bytes, up to the end of a block
  bool between_frames_ = false;
};

}  // namespace tapbond
