#include "sensor/linux/tap_device.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "sensor/linux/link.h"

namespace tapbond {
namespace {

[[noreturn]] void cannot(const std::string& name, const char* what, int error) {
  const char* remedy = error == EPERM || error == EACCES
                           ? "; making an interface takes root, or the capability cap_net_admin"
                       : error == EBUSY ? "; there is one of that name: give another"
                                        : "";
  throw std::runtime_error(
      fmt::format("--to-interface {}: cannot {}: {}{}", name, what, strerror(error), remedy));
}

// The kernel would announce itself there: router solicitations, multicast memberships.
void switch_off_ipv6(const std::string& name) {
  const std::string path = "/proc/sys/net/ipv6/conf/" + name + "/disable_ipv6";
  std::ofstream file(path);
  if (!file && errno == ENOENT) return;  // a kernel without IPv6
  if (!(file << '1' << std::flush)) {
    spdlog::warn(
        "{}: IPv6 cannot be switched off, so the kernel may show up among the packets: "
        "{} cannot be written",
        name, path);
  }
}

}  // namespace

TapDevice::TapDevice(const std::string& name, int mtu) : name_(name), mtu_(mtu) {
  open_device();
  // TUN_EXCL: never the interface of somebody else.
  if (!attach(IFF_TUN_EXCL)) cannot(name, "create it", errno);
  set_up();
}

void TapDevice::open_device() {
  device_ = FileDescriptor::owned(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
  if (!device_) cannot(name_, "open /dev/net/tun", errno);
}

bool TapDevice::attach(int flags) {
  ifreq request{};
  name_.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | flags);
  if (ioctl(device_.get(), TUNSETIFF, &request) != 0) return false;
  sock_filter reject = BPF_STMT(BPF_RET | BPF_K, 0);
  sock_fprog nothing{1, &reject};
  if (ioctl(device_.get(), TUNATTACHFILTER, &nothing) != 0) cannot(name_, "attach a filter", errno);
  return true;
}

void TapDevice::set_up() {
  ifreq request{};
  name_.copy(request.ifr_name, IFNAMSIZ - 1);
  const auto socket = FileDescriptor::owned(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  request.ifr_mtu = mtu_;
  if (ioctl(socket.get(), SIOCSIFMTU, &request) != 0) {
    mtu_ = request.ifr_mtu = static_cast<int>(kTakenBytes - kHeaderBytes);
    if (ioctl(socket.get(), SIOCSIFMTU, &request) != 0) cannot(name_, "set its MTU", errno);
  }
  switch_off_ipv6(name_);
  if (ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) cannot(name_, "ask for its flags", errno);
  request.ifr_flags = static_cast<short>((request.ifr_flags | IFF_UP | IFF_NOARP));
  if (ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) cannot(name_, "take it up", errno);
}

int TapDevice::play(std::span<const std::uint8_t> frame) {
  while (device_.write(frame) < 0) {
    if (errno != EINTR) return errno == EBADFD ? ENODEV : errno;
  }
  return 0;
}

TapDevice::State TapDevice::look() {
  ifreq request{};
  if (ioctl(device_.get(), TUNGETIFF, &request) != 0) return State::kDeleted;
  name_ = request.ifr_name;
  const Link link = link_of(name_);
  if (link.index == 0) return State::kElsewhere;
  mtu_ = mtu_of(name_);
  return link.up ? State::kUp : State::kDown;
}

bool TapDevice::make_again() {
  try {
    // The file outlives its device, and only root may be able to open another.
    if (attach(IFF_TUN_EXCL)) {
      set_up();
      return true;
    }
    // Creating one is what the right is missing for: this attaches or fails.
    return attach(0);
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace tapbond
