// Sends numbered frames over one or more interfaces from one thread, in turns, and says exactly
// how many. What a sensor captured can then be held against what was sent.
//
// One packet socket (packet(7)) serves all interfaces: each message of a sendmmsg batch names its
// own. The thread stays on one processor, because frames queued by two processors would reach the
// other end in an order that is not that of their numbers.

#include <arpa/inet.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <ctime>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tests/tools/numbered_frame.h"

namespace {

using tapbond::tools::NumberedFrame;
using tapbond::tools::NumberedSegment;

constexpr std::size_t kBatch = 256;
constexpr std::size_t kTagOffset = 12;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kPatience = 10 * kSecond;

constexpr const char* kHelp = R"(usage: frame_sender -i IF [-i IF]... [options]
Sends numbered UDP frames, or TCP segments, over the interfaces in turns, from one thread.

  -i, --interface IF   an interface to send on, repeatable
      --count N        frames in all (default 1000)
      --first N        number of the first frame (default 0)
      --size BYTES     frame without check sequence (default 100)
      --rate PPS       frames per second in all, evenly paced (default: as fast as possible)
      --weights LIST   frames per turn of each interface, such as 3,1; 0 is silent (default 1,1,...)
      --ports LIST     UDP destination ports, taken in turns frame by frame (default 9000)
      --tcp N          TCP segments of N conversations, whose sides are on two interfaces
      --tag ID         puts an IEEE 802.1Q tag of that VLAN into the frames; of several, the first and
                       outer ones are of IEEE 802.1ad
      --cpu N          processor to stay on (default: the one it starts on)
      --help

SIGINT and SIGTERM stop it early. Prints key=value lines: what was sent on each interface, and in all.
)";

volatile std::sig_atomic_t stop_requested = 0;

struct Settings {
  std::vector<std::string> interfaces;
  std::uint64_t count = 1000;
  std::uint64_t first = 0;
  std::size_t size = 100;
  std::uint64_t rate = 0;
  std::vector<std::uint64_t> weights;
  std::vector<std::uint64_t> ports = {9000};
  std::uint64_t conversations = 0;  // of TCP; 0: UDP
  std::vector<std::uint16_t> tags;
  int cpu = -1;
};

std::uint64_t parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw std::invalid_argument("not a number: '" + std::string(text) + "'");
  }
  return value;
}

std::vector<std::uint64_t> parse_list(std::string_view text) {
  std::vector<std::uint64_t> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    values.push_back(parse_number(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return values;
}

Settings parse(int argc, char** argv) {
  enum { kCount = 256, kFirst, kSize, kRate, kWeights, kPorts, kTcp, kTag, kCpu, kHelpOption };
  const option options[] = {{"interface", required_argument, nullptr, 'i'},
                            {"count", required_argument, nullptr, kCount},
                            {"first", required_argument, nullptr, kFirst},
                            {"size", required_argument, nullptr, kSize},
                            {"rate", required_argument, nullptr, kRate},
                            {"weights", required_argument, nullptr, kWeights},
                            {"ports", required_argument, nullptr, kPorts},
                            {"tcp", required_argument, nullptr, kTcp},
                            {"tag", required_argument, nullptr, kTag},
                            {"cpu", required_argument, nullptr, kCpu},
                            {"help", no_argument, nullptr, kHelpOption},
                            {}};
  Settings settings;
  for (int choice; (choice = getopt_long(argc, argv, "i:", options, nullptr)) != -1;) {
    switch (choice) {
      case 'i':
        settings.interfaces.emplace_back(optarg);
        break;
      case kCount:
        settings.count = parse_number(optarg);
        break;
      case kFirst:
        settings.first = parse_number(optarg);
        break;
      case kSize:
        settings.size = parse_number(optarg);
        break;
      case kRate:
        settings.rate = parse_number(optarg);
        break;
      case kWeights:
        settings.weights = parse_list(optarg);
        break;
      case kPorts:
        settings.ports = parse_list(optarg);
        break;
      case kTcp:
        settings.conversations = parse_number(optarg);
        break;
      case kTag:
        settings.tags.push_back(static_cast<std::uint16_t>(parse_number(optarg)));
        break;
      case kCpu:
        settings.cpu = static_cast<int>(parse_number(optarg));
        break;
      case kHelpOption:
        std::cout << kHelp;
        std::exit(0);
      default:
        throw std::invalid_argument("see --help");
    }
  }
  if (settings.interfaces.empty()) throw std::invalid_argument("no interface given; see --help");
  if (settings.weights.empty()) settings.weights.assign(settings.interfaces.size(), 1);
  if (settings.weights.size() != settings.interfaces.size()) {
    throw std::invalid_argument("--weights needs one number per interface");
  }
  if (settings.conversations != 0 && settings.weights != std::vector<std::uint64_t>{1, 1}) {
    throw std::invalid_argument("--tcp needs two interfaces, and no --weights");
  }
  const std::uint64_t turn = std::accumulate(settings.weights.begin(), settings.weights.end(), 0UL);
  if (turn == 0 || turn > kBatch) {
    throw std::invalid_argument("--weights must add up to 1 to " + std::to_string(kBatch));
  }
  return settings;
}

std::int64_t now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * kSecond + time.tv_nsec;
}

void sleep_until(std::int64_t monotonic_ns) {
  const timespec time{monotonic_ns / kSecond, monotonic_ns % kSecond};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

// The interfaces of one turn, each as often as its weight says, spread as evenly as that allows.
std::vector<std::size_t> turn_of(const std::vector<std::uint64_t>& weights) {
  const auto total =
      static_cast<std::int64_t>(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
  std::vector<std::int64_t> credit(weights.size());
  std::vector<std::size_t> turn;
  for (std::int64_t i = 0; i < total; ++i) {
    for (std::size_t k = 0; k < weights.size(); ++k) {
      credit[k] += static_cast<std::int64_t>(weights[k]);
    }
    const auto next = std::max_element(credit.begin(), credit.end());
    *next -= total;
    turn.push_back(static_cast<std::size_t>(next - credit.begin()));
  }
  return turn;
}

class Socket {
 public:
  Socket() : fd_(socket(AF_PACKET, SOCK_RAW, 0)) {  // protocol 0: it receives nothing
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "packet socket");
    const int on = 1;
    if (setsockopt(fd_, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on) != 0) {
      const int error = errno;
      close(fd_);
      throw std::system_error(error, std::generic_category(), "PACKET_QDISC_BYPASS");
    }
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }

 private:
  int fd_;
};

class Sender {
 public:
  explicit Sender(const Settings& settings)
      : settings_(settings), sent_(settings.interfaces.size()) {
    const std::vector<std::size_t> turn = turn_of(settings.weights);
    // Whole turns, so that a slot always belongs to the same interface.
    const std::size_t slots = kBatch / turn.size() * turn.size();
    for (const std::string& name : settings.interfaces) {
      sockaddr_ll address{};
      address.sll_family = AF_PACKET;
      address.sll_protocol = htons(ETH_P_IP);
      address.sll_ifindex = static_cast<int>(if_nametoindex(name.c_str()));
      if (address.sll_ifindex == 0) throw std::runtime_error("no such interface: " + name);
      addresses_.push_back(address);
    }
    const bool tagged = !settings.tags.empty();
    vectors_.resize(slots);
    for (std::size_t i = 0; i < settings.tags.size(); ++i) {
      put_tag(i + 1 == settings.tags.size() ? ETH_P_8021Q : ETH_P_8021AD, settings.tags[i]);
    }
    messages_.resize(slots);
    frames_.reserve(slots);
    segments_.reserve(slots);
    for (std::size_t slot = 0; slot < slots; ++slot) {
      const std::size_t interface = turn[slot % turn.size()];
      interface_of_slot_.push_back(interface);
      const auto bytes = make_frame(static_cast<std::uint8_t>(interface + 1));
      auto* frame = const_cast<std::uint8_t*>(bytes.data());
      if (tagged) {
        vectors_[slot] = {{{frame, kTagOffset},
                           {tags_.data(), tags_.size()},
                           {frame + kTagOffset, bytes.size() - kTagOffset}}};
      } else {
        vectors_[slot][0] = {frame, bytes.size()};
      }
      messages_[slot].msg_hdr.msg_iov = vectors_[slot].data();
      messages_[slot].msg_hdr.msg_iovlen = tagged ? 3 : 1;
      messages_[slot].msg_hdr.msg_name = &addresses_[interface];
      messages_[slot].msg_hdr.msg_namelen = sizeof(sockaddr_ll);
    }
  }

  void run() {
    started_ = last_progress_ = now(CLOCK_MONOTONIC);
    while (done_ < settings_.count && stop_requested == 0) {
      const std::uint64_t due = frames_due();
      if (due == 0) {
        sleep_until(due_time(done_));
        continue;
      }
      const std::size_t slot = done_ % messages_.size();
      send_slots(slot, std::min<std::uint64_t>(due, messages_.size() - slot));
    }
    ended_ = now(CLOCK_MONOTONIC);
  }

  void report(std::ostream& out) const {
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      out << "interface=" << settings_.interfaces[i] << " sent=" << sent_[i] << '\n';
    }
    const double seconds = static_cast<double>(ended_ - started_) / kSecond;
    out << "total sent=" << done_ << " retried=" << retried_ << " seconds=" << seconds
        << " pps=" << static_cast<std::uint64_t>(static_cast<double>(done_) / seconds) << '\n';
  }

 private:
  std::span<const std::uint8_t> make_frame(std::uint8_t sender) {
    if (settings_.conversations == 0) return frames_.emplace_back(settings_.size, sender).bytes();
    return segments_.emplace_back(settings_.size, settings_.conversations).bytes();
  }

  void put_tag(std::uint16_t type, std::uint16_t vlan) {
    for (const std::uint16_t word : {type, vlan}) {
      tags_.push_back(static_cast<std::uint8_t>(word >> 8));
      tags_.push_back(static_cast<std::uint8_t>(word));
    }
  }

  std::int64_t due_time(std::uint64_t frame) const {
    return started_ + static_cast<std::int64_t>(static_cast<double>(frame) * kSecond /
                                                static_cast<double>(settings_.rate));
  }

  std::uint64_t frames_due() const {
    if (settings_.rate == 0) return settings_.count - done_;
    const auto elapsed = static_cast<double>(now(CLOCK_MONOTONIC) - started_) / kSecond;
    const auto due = static_cast<std::uint64_t>(elapsed * static_cast<double>(settings_.rate)) + 1;
    return std::min(due, settings_.count) - std::min(done_, std::min(due, settings_.count));
  }

  void send_slots(std::size_t slot, std::size_t frames) {
    const auto stamp = static_cast<std::uint64_t>(now(CLOCK_REALTIME));
    for (std::size_t i = 0; i < frames; ++i) {
      const std::uint64_t number = done_ + i;
      if (settings_.conversations != 0) {
        segments_[slot + i].set(settings_.first + number, stamp);
        continue;
      }
      frames_[slot + i].set(
          settings_.first + number, stamp,
          static_cast<std::uint16_t>(settings_.ports[number % settings_.ports.size()]));
    }
    const int accepted = sendmmsg(socket_.fd(), &messages_[slot], static_cast<unsigned>(frames), 0);
    if (accepted < 0) {
      if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(),
                                settings_.interfaces[interface_of_slot_[slot]]);
      }
      if (now(CLOCK_MONOTONIC) - last_progress_ > kPatience) {
        throw std::runtime_error(settings_.interfaces[interface_of_slot_[slot]] +
                                 " takes no frames (link down at the other end?)");
      }
      ++retried_;
      sched_yield();
      return;
    }
    for (int i = 0; i < accepted; ++i) ++sent_[interface_of_slot_[slot + static_cast<size_t>(i)]];
    done_ += static_cast<std::uint64_t>(accepted);
    if (accepted > 0) last_progress_ = static_cast<std::int64_t>(now(CLOCK_MONOTONIC));
  }

  const Settings& settings_;
  Socket socket_;
  std::vector<sockaddr_ll> addresses_;
  std::vector<NumberedFrame> frames_;
  std::vector<NumberedSegment> segments_;  // in their place, with --tcp
  std::vector<std::array<iovec, 3>> vectors_;
  std::vector<std::uint8_t> tags_;
  std::vector<mmsghdr> messages_;
  std::vector<std::size_t> interface_of_slot_;
  std::vector<std::uint64_t> sent_;
  std::uint64_t done_ = 0;
  std::uint64_t retried_ = 0;
  std::int64_t started_ = 0;
  std::int64_t ended_ = 0;
  std::int64_t last_progress_ = 0;
};

void stay_on_processor(int cpu) {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(cpu >= 0 ? cpu : sched_getcpu(), &processors);
  if (sched_setaffinity(0, sizeof processors, &processors) != 0) {
    throw std::system_error(errno, std::generic_category(), "--cpu");
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const Settings settings = parse(argc, argv);
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  prctl(PR_SET_TIMERSLACK, 1UL);  // else a paced frame may be 50 microseconds late
  stay_on_processor(settings.cpu);
  Sender sender(settings);
  sender.run();
  sender.report(std::cout);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "frame_sender: " << error.what() << '\n';
  return 1;
}
