#include "sensor/inspect/filter_dump.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bond/slab_pool.h"
#include "sensor/files/capture_opening.h"
#include "sensor/files/capture_reader.h"
#include "sensor/files/linktype.h"
#include "sensor/legs/interface_list.h"
#include "sensor/posix/name_lookup.h"

namespace tapbond {
namespace {

using Handle = std::unique_ptr<pcap_t, decltype(&pcap_close)>;

void wait_for(int descriptor) {
  pollfd readable{descriptor, POLLIN, 0};
  poll(&readable, 1, -1);
}

class Program {
 public:
  // Netmasks are nobody's, as with tcpdump.
  Program(const Handle& handle, const Options& options) {
    constexpr bpf_u_int32 kNetmask = 0;
    if (pcap_compile(handle.get(), &program_, options.filter.c_str(), options.optimize ? 1 : 0,
                     kNetmask) != 0) {
      throw std::runtime_error(fmt::format(
          "the filter \"{}\" does not compile for {}: {}", options.filter,
          linktype_name(linktype_of_dlt(pcap_datalink(handle.get()))), pcap_geterr(handle.get())));
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { pcap_freecode(&program_); }

  void print(int style) const { bpf_dump(&program_, style); }
  bool operator==(const Program& other) const {
    return program_.bf_len == other.program_.bf_len &&
           std::memcmp(program_.bf_insns, other.program_.bf_insns,
                       program_.bf_len * sizeof(bpf_insn)) == 0;
  }

 private:
  bpf_program program_{};
};

// What libpcap compiles for an open interface is for the kernel there, which keeps a VLAN's tag
// beside the frame.
Handle of_interface(const std::string& name, const Options& options) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle(pcap_create(name.c_str(), error.data()), pcap_close);
  if (!handle) throw std::runtime_error(fmt::format("{}: {}", name, error.data()));
  pcap_set_snaplen(handle.get(), options.snaplen);
  if (const int status = pcap_activate(handle.get()); status < 0) {
    throw std::runtime_error(fmt::format("{}: {}", name, pcap_statustostr(status)));
  }
  std::optional<int> dlt = options.dlt;
  if (!dlt && name == "any") dlt = DLT_LINUX_SLL2;
  if (dlt && pcap_set_datalink(handle.get(), *dlt) != 0) {
    throw std::runtime_error(fmt::format("{}: {}", name, pcap_geterr(handle.get())));
  }
  return handle;
}

// libpcap compiles for frames of a file when it has one: families of addresses differ from system
// to system (DLT_NULL), and limits are adjusted. The header of one is enough.
Handle of_saved(int linktype, std::uint32_t snaplen) {
  // Two numbers of 16 bits each, in the order of this host like the rest.
  constexpr std::uint32_t kVersion =
      std::endian::native == std::endian::little ? 2 | 4 << 16 : 2 << 16 | 4;
  std::array<std::uint32_t, 6> header = {
      0xa1b2c3d4, kVersion, 0, 0, snaplen, static_cast<std::uint32_t>(linktype)};
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  std::FILE* file = ::fmemopen(header.data(), sizeof header, "rb");
  Handle handle(file == nullptr ? nullptr : pcap_fopen_offline(file, error.data()), pcap_close);
  if (!handle) {
    if (file != nullptr) std::fclose(file);
    throw std::runtime_error(fmt::format("{}: {}", linktype_name(linktype), error.data()));
  }
  return handle;
}

// Waits for a stream, which can be polled by its descriptor, until it is known what it brings.
std::unique_ptr<CaptureReader> open_capture(const std::string& path, SlabPool& pool,
                                            int& descriptor,
                                            const CaptureReader::OnInterface& on_interface) {
  try {
    CaptureOpening opening(path);
    descriptor = opening.descriptor();
    for (;;) {
      if (auto reader = opening.proceed(0, pool, on_interface, {})) return reader;
      wait_for(descriptor);
    }
  } catch (const UnreadableFile& error) {
    throw std::runtime_error(fmt::format("{} {}", path, error.what()));
  }
}

// Each interface that the file has told of by its first packet.
std::vector<Handle> of_file(const std::string& path) {
  std::vector<Handle> handles;
  SlabPool pool(std::size_t{4} << 20, 1);
  int stream = -1;
  const auto reader = open_capture(path, pool, stream, [&](const Interface& interface) {
    handles.push_back(of_saved(interface.linktype, interface.snaplen));
    return static_cast<std::uint32_t>(handles.size() - 1);
  });
  std::vector<Frame> frames;
  auto status = CaptureReader::Status::kFrames;
  while (handles.empty() &&
         (status == CaptureReader::Status::kFrames || status == CaptureReader::Status::kNothing)) {
    if (status == CaptureReader::Status::kNothing) wait_for(stream);
    status = reader->read(frames);
    pool.release(frames);
    frames.clear();
  }
  pool.release(frames);
  if (handles.empty()) {
    throw std::runtime_error(fmt::format("{}: has no packet, and so no link type", path));
  }
  return handles;
}

}  // namespace

int run_filter_dump(const Options& options) {
  look_up_no_names_elsewhere();
  std::vector<std::unique_ptr<Program>> programs;
  const auto show = [&](const std::string& leg, const Handle& handle) {
    auto program = std::make_unique<Program>(handle, options);
    for (const auto& known : programs) {
      if (*known == *program) return;
    }
    programs.push_back(std::move(program));
    if (!leg.empty() && options.interfaces.size() + options.files.size() > 1) {
      spdlog::info("{}, link-type {}:", leg,
                   linktype_name(linktype_of_dlt(pcap_datalink(handle.get()))));
    }
    programs.back()->print(options.filter_dump);
    std::fflush(stdout);
  };
  for (const std::string& interface : options.interfaces) {
    const std::string name = interface_by_number(interface);
    show(name, of_interface(name, options));
  }
  for (const std::string& path : options.files) {
    for (const Handle& handle : of_file(path)) show(path, handle);
  }
  if (options.interfaces.empty() && options.files.empty()) {
    if (!options.dlt) spdlog::warn("assuming Ethernet; -y names another link type");
    const int dlt = options.dlt.value_or(DLT_EN10MB);
    show("", Handle(pcap_open_dead(dlt, options.snaplen), pcap_close));
  }
  return 0;
}

}  // namespace tapbond
