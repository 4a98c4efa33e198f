// Unpacks gzip data. Zeros behind a member are padding, as gzip(1) takes them.
#pragma once

#include <zlib.h>

#include "sensor/files/unpacker.h"

namespace tapbond {

class Gunzip final : public Unpacker {
 public:
  Gunzip();
  ~Gunzip() override;

  void feed(std::span<const std::uint8_t> compressed) override;
  std::size_t unpack(std::span<std::uint8_t> into) override;
  bool hungry() const override { return state_.avail_in == 0; }
  bool whole() const override { return between_members_; }

 private:
  z_stream state_{};
  bool between_members_ = false;
};

}  // namespace tapbond
