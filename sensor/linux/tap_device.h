// A network interface of our own making, for other programs to listen on: a TAP device, which is
// gone when it is closed (Documentation/networking/tuntap.rst of the kernel).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sensor/posix/file_descriptor.h"

namespace tapbond {

class TapDevice {
 public:
  // Every kernel takes frames of so many bytes, header included; Linux before 6.5 not many more.
  static constexpr std::size_t kTakenBytes = 65535;
  static constexpr std::uint32_t kHeaderBytes = 14;

  // Creates the interface and takes it up: with this MTU where the kernel allows it, else with the
  // largest that it allows; without ARP and IPv6, so that the kernel never speaks on it; and with a
  // filter on the way out, so that what others send to it goes nowhere. Throws std::runtime_error
  // with one clear line.
  TapDevice(const std::string& name, int mtu);

  const std::string& name() const { return name_; }
  int mtu() const { return mtu_; }

  // Those who listen receive this frame, or nothing where it has no whole header. 0, or the errno
  // of what went wrong.
  int play(std::span<const std::uint8_t> frame);

 private:
  std::string name_;
  int mtu_;
  FileDescriptor device_;
};

}  // namespace tapbond
