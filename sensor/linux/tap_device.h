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

  // As it was created, or as it was found later.
  const std::string& name() const { return name_; }
  int mtu() const { return mtu_; }

  // Those who listen receive this frame. 0, or the errno of what went wrong: EIO while it is not
  // up, ENODEV when it was deleted.
  int play(std::span<const std::uint8_t> frame);

  enum class State {
    kUp,
    kDown,
    kElsewhere,  // in another network namespace, which nobody tells more of
    kDeleted,
  };
  // Looks: somebody may have renamed it or changed its MTU, too.
  State look();

  // After it was deleted: creates it anew where that is still allowed, or takes the one of this
  // name that somebody has created for it (ip tuntap add), which must be a TAP device in nobody's
  // hands. True when there is one.
  bool make_again();

 private:
  void open_device();
  bool attach(int flags);
  void set_up();

  std::string name_;
  int mtu_;
  FileDescriptor device_;
};

}  // namespace tapbond
