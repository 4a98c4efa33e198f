#include "sensor/legs/live_leg.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "bond/prefetch.h"
#include "sensor/files/linktype.h"
#include "sensor/linux/ethtool.h"
#include "sensor/posix/addresses.h"
#include "sensor/posix/host_names.h"

namespace tapbond {
namespace {

struct Delivery {
  std::uint16_t number;
  std::uint32_t row;
  std::int64_t subsecond_unit;
  SlabWriter* slabs;
  std::vector<Frame>* out;
  pcap_t* handle;
  std::uintptr_t last_address;
};

// Neighbours in a block are often of one size, so that it can be guessed where the next frame lies,
// and where the beginning of one some places on.
void fetch_ahead(std::uintptr_t address, Delivery& delivery) {
  constexpr std::uintptr_t kHeaderBytes = 96;  // the ring's own, before the frame
  constexpr std::uintptr_t kPlaces = 16;
  constexpr std::uintptr_t kMost = 16384;  // of one frame; more is the step to another block
  const std::uintptr_t step = address - delivery.last_address;
  delivery.last_address = address;
  prefetch_to_read(address + kPlaces * step - kHeaderBytes, kHeaderBytes + 2 * kCacheLine);
  prefetch_to_read(address + step, std::min(step, kMost));
}

struct BpfProgram : bpf_program {
  BpfProgram() : bpf_program{} {}
  BpfProgram(const BpfProgram&) = delete;
  BpfProgram& operator=(const BpfProgram&) = delete;
  ~BpfProgram() { pcap_freecode(this); }
};

std::string explain_activation(int status, const std::string& name, pcap_t* handle) {
  const std::string detail = pcap_geterr(handle);
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return fmt::format("{}: there is no such interface; tapbond -D lists those that there are",
                         name);
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return fmt::format(
          "{}: no permission to listen; run as root, or give the program the right once: "
          "setcap cap_net_raw+ep tapbond",
          name);
    case PCAP_ERROR_IFACE_NOT_UP:
      return fmt::format("{}: the interface is down; bring it up: ip link set {} up", name, name);
    default:
      return fmt::format("{}: cannot listen: {}{}{}", name, pcap_statustostr(status),
                         detail.empty() ? "" : ": ", detail);
  }
}

}  // namespace

LiveLeg::LiveLeg(std::uint16_t number, const LiveLegOptions& options, const Announce& announce)
    : number_(number), options_(options) {
  open();
  row_ = announce(interface_);
}

LiveLeg::~LiveLeg() = default;

void LiveLeg::open() {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  handle_.reset(pcap_create(options_.name.c_str(), error.data()));
  if (!handle_) throw std::runtime_error(fmt::format("{}: {}", options_.name, error.data()));
  configure();
  const int status = pcap_activate(handle_.get());
  if (status < 0) {
    const std::string message = explain_activation(status, options_.name, handle_.get());
    handle_.reset();
    throw std::runtime_error(message);
  }
  // The driver was asked only now.
  if (status == PCAP_WARNING_TSTAMP_TYPE_NOTSUP) options_.tstamp_type_chosen = false;
  if (status > 0) {
    spdlog::warn("{}: {} {}", options_.name, pcap_statustostr(status), pcap_geterr(handle_.get()));
  }
  accept_nothing(pcap_fileno(handle_.get()));
  link_ = link_of(options_.name);
  if (link_.loopback) ignore_outgoing(pcap_fileno(handle_.get()));
  if (pcap_setnonblock(handle_.get(), 1, error.data()) != 0) {
    throw std::runtime_error(fmt::format("{}: {}", options_.name, error.data()));
  }
  interface_ = {.name = options_.name,
                .description = options_.label,
                .comment = {},
                .filter = options_.filter,
                .hardware = driver_of(options_.name).name,
                .os = os_name(),
                .linktype = linktype_of_dlt(pcap_datalink(handle_.get())),
                .snaplen = static_cast<std::uint32_t>(pcap_snapshot(handle_.get())),
                .leg = number_};
  if (!options_.filter.empty()) {
    compile_filter();
    all_frames_ = FrameCounter(options_.name, link_.loopback);
  }
  discard_early_frames();
}

void LiveLeg::configure() {
  pcap_t* handle = handle_.get();
  pcap_set_snaplen(handle, options_.snaplen);
  pcap_set_promisc(handle, options_.promiscuous ? 1 : 0);
  pcap_set_timeout(handle, options_.retire_ms);
  pcap_set_buffer_size(handle, options_.ring_bytes);
  if (options_.tstamp_type_chosen && pcap_set_tstamp_type(handle, options_.tstamp_type) != 0) {
    spdlog::warn("{}: time stamps of type {} are not to be had; taking the host's", options_.name,
                 pcap_tstamp_type_val_to_name(options_.tstamp_type));
    options_.tstamp_type_chosen = false;
  }
  nanoseconds_ = pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO) == 0;
  if (!nanoseconds_) {
    spdlog::warn("{}: no nanosecond time stamps here; taking microseconds", options_.name);
  }
}

bool LiveLeg::has_adapters_clock() const {
  return options_.tstamp_type_chosen && options_.tstamp_type == PCAP_TSTAMP_ADAPTER_UNSYNCED;
}

void LiveLeg::compile_filter() {
  BpfProgram program;
  if (pcap_compile(handle_.get(), &program, options_.filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) !=
      0) {
    throw std::runtime_error(fmt::format("{}: the filter \"{}\" does not compile: {}",
                                         options_.name, options_.filter,
                                         pcap_geterr(handle_.get())));
  }
}

// The socket was open for a moment before accept_nothing(): what came in is not part of the run.
// The last of it may sit in a block that only the kernel's timer retires.
void LiveLeg::discard_early_frames() {
  std::uint64_t discarded = 0;
  const auto count = [](unsigned char* user, const pcap_pkthdr*, const unsigned char*) {
    ++*reinterpret_cast<std::uint64_t*>(user);
  };
  for (int tries = 0; tries < 10 * options_.retire_ms; ++tries) {
    pcap_dispatch(handle_.get(), -1, count, reinterpret_cast<unsigned char*>(&discarded));
    if (pcap_stats(handle_.get(), &last_) != 0 || discarded >= last_.ps_recv - last_.ps_drop) {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void LiveLeg::start() {
  if (options_.filter.empty()) {
    accept_everything(pcap_fileno(handle_.get()));
    return;
  }
  BpfProgram program;
  if (pcap_compile(handle_.get(), &program, options_.filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) !=
          0 ||
      pcap_setfilter(handle_.get(), &program) != 0) {
    throw std::runtime_error(fmt::format("{}: {}", options_.name, pcap_geterr(handle_.get())));
  }
  all_frames_.start();
}

void LiveLeg::introduce() const {
  spdlog::info("listening on {}, link-type {}, snapshot length {} bytes", interface_.name,
               linktype_name(interface_.linktype), interface_.snaplen);
  for (const std::string& address : addresses_of(interface_.name)) {
    spdlog::warn(
        "{} has the address {}: a leg should have none, or the sensor can be seen; ip address "
        "flush dev {}",
        interface_.name, address, interface_.name);
  }
}

void LiveLeg::on_frame(unsigned char* user, const pcap_pkthdr* header, const unsigned char* bytes) {
  auto& delivery = *reinterpret_cast<Delivery*>(user);
  fetch_ahead(reinterpret_cast<std::uintptr_t>(bytes), delivery);
  Frame& frame = delivery.out->emplace_back();
  frame.stamp = std::int64_t{header->ts.tv_sec} * 1'000'000'000 +
                header->ts.tv_usec * delivery.subsecond_unit;
  frame.length = header->len;
  frame.interface = static_cast<std::uint16_t>(delivery.row);
  frame.leg = delivery.number;
  delivery.slabs->add(frame, bytes, header->caplen);
  if (!delivery.slabs->ready()) pcap_breakloop(delivery.handle);
}

// Fewer frames than the budget, and not because slabs ran out: then the kernel's ring is empty.
Leg::Drained LiveLeg::drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) {
  if (!handle_) return Drained::kEmpty;
  if (!slabs.ready()) return Drained::kNoRoom;
  const std::size_t before = out.size();
  Delivery delivery{.number = number_,
                    .row = row_,
                    .subsecond_unit = nanoseconds_ ? 1 : 1000,
                    .slabs = &slabs,
                    .out = &out,
                    .handle = handle_.get(),
                    .last_address = 0};
  const int status =
      pcap_dispatch(handle_.get(), budget, on_frame, reinterpret_cast<unsigned char*>(&delivery));
  const std::size_t taken = out.size() - before;
  counts_.delivered += taken;
  if (status == PCAP_ERROR && !broken_) {
    broken_ = true;
    spdlog::warn("{}: {}", options_.name, pcap_geterr(handle_.get()));
  }
  if (status == PCAP_ERROR_BREAK) return Drained::kNoRoom;
  return taken < static_cast<std::size_t>(budget) ? Drained::kEmpty : Drained::kMore;
}

void LiveLeg::read_statistics() {
  if (handle_) {
    pcap_stat now{};
    if (pcap_stats(handle_.get(), &now) == 0) {
      counts_.accepted += now.ps_recv - last_.ps_recv;
      counts_.dropped_by_kernel += now.ps_drop - last_.ps_drop;
      // Read from files that vanish with the interface, and then seems to run backwards.
      const auto missed = static_cast<std::int32_t>(now.ps_ifdrop - last_.ps_ifdrop);
      if (missed > 0) counts_.dropped_by_interface += static_cast<std::uint64_t>(missed);
      last_ = now;
    }
  }
  std::uint64_t seen = counts_.accepted;
  if (!options_.filter.empty()) {
    seen = received_before_ + (all_frames_.is_open() ? all_frames_.count() : 0);
    // A frame in flight may have been counted by one socket and not yet by the other.
    seen = std::max(seen, counts_.accepted);
  }
  counts_.filtered = seen - counts_.accepted;
  counts_.received = seen + counts_.dropped_by_interface;
}

LegCounts LiveLeg::counts(std::int64_t now) {
  read_statistics();
  LegCounts counts = counts_;
  counts.times_away = absence_.times();
  counts.away_ns = absence_.total(now);
  return counts;
}

void LiveLeg::stop() {
  if (!handle_) return;
  accept_nothing(pcap_fileno(handle_.get()));
  if (all_frames_.is_open()) all_frames_.stop();
}

bool LiveLeg::settled() {
  read_statistics();
  return !handle_ || counts_.accepted == counts_.delivered + counts_.dropped_by_kernel;
}

int LiveLeg::descriptor() const { return handle_ ? pcap_get_selectable_fd(handle_.get()) : -1; }

void LiveLeg::leave(std::int64_t now, const char* why) {
  if (!absence_.begin(now)) return;
  spdlog::warn("{} {}; waiting for it to come back", options_.name, why);
}

void LiveLeg::come_back(std::int64_t now) {
  const auto gap = absence_.end(now);
  if (!gap) return;
  last_failure_.clear();
  spdlog::info("{} is back after {:.3f} s", options_.name, static_cast<double>(*gap) / 1e9);
}

void LiveLeg::watch(std::int64_t now) {
  read_statistics();  // often enough that its 32-bit counters cannot wrap unseen
  const Link link = link_of(options_.name);
  const bool same_interface = handle_ && !broken_ && link.index == link_.index;
  had_link_ = had_link_ || link.usable();
  if (same_interface && link.usable()) {
    come_back(now);
    return;
  }
  leave(now, link.index == 0 ? "has vanished"
             : !link.up      ? "was taken down"
             : !link.carrier ? (had_link_ ? "has lost its link" : "has no link")
                             : "was replaced by a new interface");
  if (same_interface) return;  // the socket goes on by itself when the interface is up again

  // What the old handle still holds comes first; a gone interface gives it nothing more.
  const bool drained = settled() || now - absence_.since() > 1'000'000'000;
  if (drained && link.usable() && take_up_again()) come_back(now);
}

bool LiveLeg::take_up_again() {
  if (all_frames_.is_open()) received_before_ += all_frames_.count();
  const int linktype = interface_.linktype;
  all_frames_ = FrameCounter();
  broken_ = false;
  try {
    open();
    if (interface_.linktype != linktype) {
      throw std::runtime_error(fmt::format("{}: came back with another link type", options_.name));
    }
    start();
    return true;
  } catch (const std::exception& failure) {
    handle_.reset();
    interface_.linktype = linktype;
    if (last_failure_ != failure.what()) spdlog::warn("{}", failure.what());
    last_failure_ = failure.what();
    return false;
  }
}

}  // namespace tapbond
