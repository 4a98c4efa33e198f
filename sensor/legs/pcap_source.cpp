#include "sensor/legs/pcap_source.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "bond/prefetch.h"
#include "sensor/files/linktype.h"
#include "sensor/linux/capture_handle.h"

namespace tapbond {
namespace {

struct Delivery {
  Frame pattern;
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

std::string explain_activation(int status, const std::string& name, pcap_t* handle) {
  const std::string detail = pcap_geterr(handle);
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return fmt::format(
          "{}: there is no such interface; tapbond -D lists those that there are, and "
          "--wait-for-legs waits for others",
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

PcapSource::PcapSource(const FrameSourceOptions& options)
    : name_(options.name), tstamp_type_chosen_(options.tstamp_type_chosen) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  handle_.reset(pcap_create(name_.c_str(), error.data()));
  if (!handle_) throw std::runtime_error(fmt::format("{}: {}", name_, error.data()));
  configure(options);
  const int status = pcap_activate(handle_.get());
  if (status < 0) throw std::runtime_error(explain_activation(status, name_, handle_.get()));
  // The driver was asked only now.
  if (status == PCAP_WARNING_TSTAMP_TYPE_NOTSUP) tstamp_type_chosen_ = false;
  if (status > 0) {
    spdlog::warn("{}: {} {}", name_, pcap_statustostr(status), pcap_geterr(handle_.get()));
  }
  stop();
  if (options.incoming_only) ignore_outgoing(handle_.get());
  if (pcap_setnonblock(handle_.get(), 1, error.data()) != 0) {
    throw std::runtime_error(fmt::format("{}: {}", name_, error.data()));
  }
  choose_linktype(options.dlt);
  discard_early_frames(options.retire_ms);
}

void PcapSource::configure(const FrameSourceOptions& options) {
  pcap_t* handle = handle_.get();
  pcap_set_snaplen(handle, options.snaplen);
  pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
  pcap_set_timeout(handle, options.retire_ms);
  pcap_set_buffer_size(handle, options.ring_bytes);
  if (tstamp_type_chosen_ && pcap_set_tstamp_type(handle, options.tstamp_type) != 0) {
    spdlog::warn("{}: time stamps of type {} are not to be had; taking the host's", name_,
                 pcap_tstamp_type_val_to_name(options.tstamp_type));
    tstamp_type_chosen_ = false;
  }
  nanoseconds_ = pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO) == 0;
  if (!nanoseconds_) {
    spdlog::warn("{}: no nanosecond time stamps here; taking microseconds", name_);
  }
}

// tcpdump, too, has the new header of "any", which tells interfaces apart.
void PcapSource::choose_linktype(const std::optional<int>& dlt) {
  if (!dlt && name_ == "any") pcap_set_datalink(handle_.get(), DLT_LINUX_SLL2);
  if (!dlt || pcap_set_datalink(handle_.get(), *dlt) == 0) return;
  throw std::runtime_error(
      fmt::format("{}: its link type cannot be {}; tapbond -L -i {} lists those there are", name_,
                  pcap_datalink_val_to_name(*dlt), name_));
}

int PcapSource::linktype() const { return linktype_of_dlt(pcap_datalink(handle_.get())); }

std::uint32_t PcapSource::snaplen() const {
  return static_cast<std::uint32_t>(pcap_snapshot(handle_.get()));
}

// The socket was open for a moment before stop(): what came in is not part of the run. The last of
// it may sit in a block that only the kernel's timer retires.
void PcapSource::discard_early_frames(int retire_ms) {
  std::uint64_t discarded = 0;
  const auto count = [](unsigned char* user, const pcap_pkthdr*, const unsigned char*) {
    ++*reinterpret_cast<std::uint64_t*>(user);
  };
  for (int tries = 0; tries < 10 * retire_ms; ++tries) {
    pcap_dispatch(handle_.get(), -1, count, reinterpret_cast<unsigned char*>(&discarded));
    if (!read_counters(handle_.get(), delivered_, last_) ||
        discarded >= last_.ps_recv - last_.ps_drop) {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void PcapSource::start(std::span<const bpf_insn> filter) { accept_only(handle_.get(), filter); }

void PcapSource::stop() { accept_nothing(handle_.get()); }

void PcapSource::on_frame(unsigned char* user, const pcap_pkthdr* header,
                          const unsigned char* bytes) {
  auto& delivery = *reinterpret_cast<Delivery*>(user);
  fetch_ahead(reinterpret_cast<std::uintptr_t>(bytes), delivery);
  Frame& frame = delivery.out->emplace_back(delivery.pattern);
  frame.stamp = std::int64_t{header->ts.tv_sec} * 1'000'000'000 +
                header->ts.tv_usec * delivery.subsecond_unit;
  frame.length = header->len;
  delivery.slabs->add(frame, bytes, header->caplen);
  if (!delivery.slabs->ready()) pcap_breakloop(delivery.handle);
}

void PcapSource::read(std::size_t budget, const Frame& pattern, SlabWriter& slabs,
                      std::vector<Frame>& out) {
  Delivery delivery{.pattern = pattern,
                    .subsecond_unit = nanoseconds_ ? 1 : 1000,
                    .slabs = &slabs,
                    .out = &out,
                    .handle = handle_.get(),
                    .last_address = 0};
  const std::size_t before = out.size();
  int status;
  do {
    status = pcap_dispatch(handle_.get(), static_cast<int>(budget), on_frame,
                           reinterpret_cast<unsigned char*>(&delivery));
    // Told to break off after the last frame of a dispatch, it only does so in the next.
  } while (status == PCAP_ERROR_BREAK && slabs.ready());
  delivered_ += out.size() - before;
  if (status == PCAP_ERROR) problem_ = pcap_geterr(handle_.get());
}

FrameSource::Counts PcapSource::counts() {
  pcap_stat now{};
  if (read_counters(handle_.get(), delivered_, now)) {
    counts_.accepted += now.ps_recv - last_.ps_recv;
    counts_.dropped_by_kernel += now.ps_drop - last_.ps_drop;
    // Read from files that vanish with the interface, and then seems to run backwards.
    const auto missed = static_cast<std::int32_t>(now.ps_ifdrop - last_.ps_ifdrop);
    if (missed > 0) counts_.dropped_by_interface += static_cast<std::uint64_t>(missed);
    last_ = now;
  }
  return counts_;
}

int PcapSource::descriptor() const { return pcap_get_selectable_fd(handle_.get()); }

}  // namespace tapbond
