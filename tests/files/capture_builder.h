// Capture files made by hand, byte by byte from the specifications, in either byte order: what the
// readers are tested with, and what the writers' output is compared to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tapbond {

enum class Order { kLittle, kBig };

class CaptureBuilder {
 public:
  explicit CaptureBuilder(Order order = Order::kLittle) : order_(order) {}

  CaptureBuilder& u8(std::uint8_t value) { return number(value, 1); }
  CaptureBuilder& u16(std::uint16_t value) { return number(value, 2); }
  CaptureBuilder& u32(std::uint32_t value) { return number(value, 4); }
  CaptureBuilder& u64(std::uint64_t value) { return number(value, 8); }
  CaptureBuilder& raw(const std::string& bytes) {
    data_ += bytes;
    return *this;
  }
  CaptureBuilder& pad() {
    data_.resize((data_.size() + 3) / 4 * 4, '\0');
    return *this;
  }

  CaptureBuilder& pcap_header(std::uint32_t magic, std::uint32_t linktype = 1,
                              std::uint32_t snaplen = 262144, std::uint16_t major = 2,
                              std::uint16_t minor = 4) {
    return u32(magic).u16(major).u16(minor).u32(0).u32(0).u32(snaplen).u32(linktype);
  }
  CaptureBuilder& pcap_record(std::uint32_t seconds, std::uint32_t fraction,
                              const std::string& bytes, std::uint32_t length) {
    return u32(seconds)
        .u32(fraction)
        .u32(static_cast<std::uint32_t>(bytes.size()))
        .u32(length)
        .raw(bytes);
  }

  CaptureBuilder& block(std::uint32_t type, const std::string& body) {
    const auto length = static_cast<std::uint32_t>(12 + (body.size() + 3) / 4 * 4);
    return u32(type).u32(length).raw(body).pad().u32(length);
  }
  CaptureBuilder& section(const std::string& options = "") {
    return block(0x0a0d0d0a, sub().u32(0x1a2b3c4d).u16(1).u16(0).u64(~0ULL).raw(options).data());
  }
  CaptureBuilder& interface(std::uint16_t linktype, std::uint32_t snaplen,
                            const std::string& options = "") {
    return block(1, sub().u16(linktype).u16(0).u32(snaplen).raw(options).data());
  }
  CaptureBuilder& enhanced_packet(std::uint32_t interface, std::uint64_t ticks,
                                  const std::string& bytes, std::uint32_t length,
                                  const std::string& options = "") {
    return block(6, sub()
                        .u32(interface)
                        .u32(static_cast<std::uint32_t>(ticks >> 32))
                        .u32(static_cast<std::uint32_t>(ticks))
                        .u32(static_cast<std::uint32_t>(bytes.size()))
                        .u32(length)
                        .raw(bytes)
                        .pad()
                        .raw(options)
                        .data());
  }
  CaptureBuilder& simple_packet(const std::string& bytes, std::uint32_t length) {
    return block(3, sub().u32(length).raw(bytes).data());
  }
  CaptureBuilder& obsolete_packet(std::uint16_t interface, std::uint64_t ticks,
                                  const std::string& bytes, std::uint32_t length,
                                  std::uint16_t drops = 0xffff, const std::string& options = "") {
    return block(2, sub()
                        .u16(interface)
                        .u16(drops)
                        .u32(static_cast<std::uint32_t>(ticks >> 32))
                        .u32(static_cast<std::uint32_t>(ticks))
                        .u32(static_cast<std::uint32_t>(bytes.size()))
                        .u32(length)
                        .raw(bytes)
                        .pad()
                        .raw(options)
                        .data());
  }

  CaptureBuilder& statistics(std::uint32_t interface, const std::string& options) {
    return block(5, sub().u32(interface).u64(0).raw(options).data());
  }

  // The bytes of one option, for the blocks above.
  std::string option(std::uint16_t code, const std::string& value) const {
    return sub().u16(code).u16(static_cast<std::uint16_t>(value.size())).raw(value).pad().data();
  }
  std::string count_option(std::uint16_t code, std::uint64_t value) const {
    return option(code, sub().u64(value).data());
  }
  std::string end_of_options() const { return sub().u32(0).data(); }

  CaptureBuilder sub() const { return CaptureBuilder(order_); }
  const std::string& data() const { return data_; }
  std::size_t size() const { return data_.size(); }

 private:
  CaptureBuilder& number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
      const int shift = 8 * (order_ == Order::kLittle ? i : bytes - 1 - i);
      data_ += static_cast<char>(value >> shift & 0xff);
    }
    return *this;
  }

  Order order_;
  std::string data_;
};

}  // namespace tapbond
