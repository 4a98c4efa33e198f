#include "sensor/linux/tap_device.h"

#include <cerrno>

#include "sensor/linux/only_linux.h"

namespace tapbond {

TapDevice::TapDevice(const std::string& name, int mtu) : name_(name), mtu_(mtu) {
  need_linux("--to-interface");
}

int TapDevice::play(std::span<const std::uint8_t>) { return ENOTSUP; }

TapDevice::State TapDevice::look() { return State::kDeleted; }

bool TapDevice::make_again() { return false; }

}  // namespace tapbond
