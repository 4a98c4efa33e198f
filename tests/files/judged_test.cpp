// Written files as tcpdump, tshark and capinfos see them, who must agree with each other and with
// what was written.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "capture_files.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond;
constexpr std::uint32_t kPackets = 1000;

std::string seconds(std::int64_t stamp, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%lld.%09lld", static_cast<long long>(stamp / kSecond),
                static_cast<long long>(stamp % kSecond));
  return std::string(text, std::char_traits<char>::length(text) - 9 + digits);
}

// The value that capinfos gives for `key`, in its long form.
std::string told(const ToolRun& capinfos, const std::string& key) {
  for (const std::string& line : capinfos.lines()) {
    const auto at = line.find(key);
    if (at != std::string::npos && line.find_first_not_of(' ') == at) {
      const auto value = line.find_first_not_of(' ', at + key.size());
      return value == std::string::npos ? "" : line.substr(value);
    }
  }
  return "nothing of " + key;
}

bool has_line(const ToolRun& run, const std::string& wanted) {
  return std::ranges::any_of(run.lines(), [&](const std::string& line) {
    const auto begin = line.find_first_not_of(' ');
    return begin != std::string::npos && line.substr(begin) == wanted;
  });
}

Interface ethernet(const std::string& name, const std::string& description) {
  Interface interface;
  interface.name = name;
  interface.description = description;
  interface.snaplen = 1000;
  return interface;
}

std::int64_t stamp_of(std::uint32_t packet) { return kStart + packet * 1'000'001LL; }
std::uint32_t captured_of(std::uint32_t packet) { return 46 + packet * 37 % 900; }
std::uint32_t length_of(std::uint32_t packet) { return captured_of(packet) + packet % 3; }

class Judged : public testing::Test {
 protected:
  // kPackets frames of two interfaces in turn.
  void write(const CaptureFileOptions& options) {
    FrameMaker maker;
    for (std::uint32_t i = 0; i < kPackets; ++i) {
      maker.add(stamp_of(i), numbered_frame(i, captured_of(i)), length_of(i), i % 2);
    }
    const auto sink = make_capture_file_sink(options);
    sink->begin_section({{}, "a machine", "an operating system", ""});
    sink->add_interface(ethernet("eth1", "uplink, client side"));
    sink->add_interface(ethernet("eth2", "uplink, server side"));
    sink->write(maker.frames());
    InterfaceCounts counts;
    counts.received = 700;
    counts.accepted = 600;
    counts.dropped_by_interface = 30;
    counts.dropped_by_os = 100;
    counts.delivered = 500;
    counts.first_ns = kStart;
    counts.last_ns = kStart + 5 * kSecond;
    InterfaceCounts little_known;
    little_known.delivered = 500;
    sink->finish(std::vector{counts, little_known});
  }

  CaptureFileOptions options(const std::string& name, FileFormat format) const {
    CaptureFileOptions options;
    options.path = folder_.path(name);
    options.format = format;
    options.application = "tapbond";
    return options;
  }

  const ScratchFolder folder_;
};

void expect_tcpdump_agrees(const std::string& path, int digits) {
  const ToolRun run = run_tool("tcpdump -nn -tt --nano -r " + path);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const auto lines = run.lines();
  ASSERT_EQ(lines.size(), kPackets) << run.err;
  for (std::uint32_t i = 0; i < kPackets; ++i) {
    const std::string stamp = seconds(stamp_of(i), digits);
    ASSERT_TRUE(lines[i].starts_with(stamp + std::string(9 - digits, '0') + " IP")) << lines[i];
  }
}

void expect_tshark_agrees(const std::string& path, int digits, bool names) {
  const ToolRun run = run_tool(
      "tshark -n -r " + path +
      " -T fields -e frame.time_epoch -e frame.cap_len -e frame.len -e frame.interface_name "
      "-e frame.interface_description -e frame.encap_type");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const auto lines = run.lines();
  ASSERT_EQ(lines.size(), kPackets) << run.err;
  for (std::uint32_t i = 0; i < kPackets; ++i) {
    const std::string side = i % 2 == 0 ? "eth1\tuplink, client side" : "eth2\tuplink, server side";
    ASSERT_EQ(lines[i], seconds(stamp_of(i), digits) + std::string(9 - digits, '0') + "\t" +
                            std::to_string(captured_of(i)) + "\t" + std::to_string(length_of(i)) +
                            "\t" + (names ? side : "\t") + "\t1");
  }
}

TEST_F(Judged, PcapInNanoseconds) {
  TAPBOND_NEED_TOOL("tcpdump");
  TAPBOND_NEED_TOOL("tshark");
  TAPBOND_NEED_TOOL("capinfos");
  const CaptureFileOptions to = options("nano.pcap", FileFormat::kPcap);
  write(to);
  expect_tcpdump_agrees(to.path, 9);
  expect_tshark_agrees(to.path, 9, false);
  const ToolRun capinfos = run_tool("capinfos -M " + to.path);
  EXPECT_EQ(told(capinfos, "File type:"), "nsecpcap") << capinfos.err;
  EXPECT_EQ(told(capinfos, "Number of packets:"), std::to_string(kPackets));
  EXPECT_EQ(told(capinfos, "Packet size limit:"), "file hdr: 1000 bytes");
  EXPECT_EQ(told(capinfos, "Strict time order:"), "True");
}

TEST_F(Judged, PcapInMicroseconds) {
  TAPBOND_NEED_TOOL("tcpdump");
  TAPBOND_NEED_TOOL("tshark");
  TAPBOND_NEED_TOOL("capinfos");
  CaptureFileOptions to = options("micro.pcap", FileFormat::kPcap);
  to.microseconds = true;
  write(to);
  expect_tcpdump_agrees(to.path, 6);
  expect_tshark_agrees(to.path, 6, false);
  EXPECT_EQ(told(run_tool("capinfos -M " + to.path), "File type:"), "pcap");
}

TEST_F(Judged, Pcapng) {
  TAPBOND_NEED_TOOL("tcpdump");
  TAPBOND_NEED_TOOL("tshark");
  TAPBOND_NEED_TOOL("capinfos");
  const CaptureFileOptions to = options("out.pcapng", FileFormat::kPcapng);
  write(to);
  expect_tcpdump_agrees(to.path, 9);
  expect_tshark_agrees(to.path, 9, true);
  const ToolRun capinfos = run_tool("capinfos -M " + to.path);
  EXPECT_EQ(told(capinfos, "File type:"), "pcapng") << capinfos.err;
  EXPECT_EQ(told(capinfos, "Number of packets:"), std::to_string(kPackets));
  EXPECT_EQ(told(capinfos, "Strict time order:"), "True");
  EXPECT_EQ(told(capinfos, "Capture hardware:"), "a machine");
  EXPECT_EQ(told(capinfos, "Capture oper-sys:"), "an operating system");
  EXPECT_EQ(told(capinfos, "Capture application:"), "tapbond");
  EXPECT_EQ(told(capinfos, "Number of interfaces in file:"), "2");
  EXPECT_EQ(told(capinfos, "Time precision ="), "nanoseconds (9)");
  EXPECT_EQ(told(capinfos, "Capture length ="), "1000");
  EXPECT_EQ(told(capinfos, "Number of stat entries ="), "1");
  EXPECT_EQ(told(capinfos, "Number of packets ="), "500");
}

TEST_F(Judged, StatisticsOfPcapng) {
  TAPBOND_NEED_TOOL("tshark");
  const CaptureFileOptions to = options("out.pcapng", FileFormat::kPcapng);
  write(to);
  const ToolRun blocks = run_tool("tshark -X 'read_format:MIME Files Format' -V -r " + to.path);
  EXPECT_EQ(blocks.exit_code, 0) << blocks.err;
  for (const char* line :
       {"Number of Received Packets: 700", "Number of Dropped Packets: 30",
        "Number of Accepted by Filter Packets: 600", "Number of Dropped Packets by OS: 100",
        "Number of Delivered to the User Packets: 500", "Option: Start Time", "Option: End Time"}) {
    EXPECT_TRUE(has_line(blocks, line)) << line;
  }
  EXPECT_EQ(blocks.out.find("Malformed"), std::string::npos);
  EXPECT_EQ(blocks.out.find("Expert Info"), std::string::npos);
}

TEST_F(Judged, SeveralLinkTypes) {
  TAPBOND_NEED_TOOL("tshark");
  TAPBOND_NEED_TOOL("capinfos");
  const CaptureFileOptions to = options("out.pcapng", FileFormat::kPcapng);
  FrameMaker maker;
  const std::string frame = numbered_frame(1);
  maker.add(kStart, frame, 0, 0);
  maker.add(kStart + 1, frame.substr(14), 0, 1);
  maker.add(kStart + 2, frame.substr(14), 0, 2);
  const auto sink = make_capture_file_sink(to);
  for (const int linktype : {1, 101, 228}) {  // Ethernet, raw IP, IPv4
    Interface interface = ethernet("link" + std::to_string(linktype), "");
    interface.linktype = linktype;
    sink->add_interface(interface);
  }
  sink->write(maker.frames());
  sink->finish(std::vector<InterfaceCounts>(3));
  const ToolRun fields = run_tool("tshark -n -r " + to.path +
                                  " -T fields -e frame.interface_name -e ip.src -e udp.dstport");
  EXPECT_EQ(fields.lines(),
            (std::vector<std::string>{"link1\t10.0.0.1\t5000", "link101\t10.0.0.1\t5000",
                                      "link228\t10.0.0.1\t5000"}))
      << fields.err;
  EXPECT_EQ(told(run_tool("capinfos -M " + to.path), "Number of interfaces in file:"), "3");
}

TEST_F(Judged, EmptyFiles) {
  TAPBOND_NEED_TOOL("tcpdump");
  TAPBOND_NEED_TOOL("capinfos");
  for (const FileFormat format : {FileFormat::kPcap, FileFormat::kPcapng}) {
    const CaptureFileOptions to = options("empty", format);
    const auto sink = make_capture_file_sink(to);
    sink->add_interface(ethernet("eth1", ""));
    sink->finish(std::vector<InterfaceCounts>(1));
    const ToolRun tcpdump = run_tool("tcpdump -nn -r " + to.path);
    EXPECT_EQ(tcpdump.exit_code, 0) << tcpdump.err;
    EXPECT_EQ(tcpdump.out, "");
    const ToolRun capinfos = run_tool("capinfos -M " + to.path);
    EXPECT_EQ(capinfos.exit_code, 0) << capinfos.err;
    EXPECT_EQ(told(capinfos, "Number of packets:"), "0");
  }
}

// Files that other tools wrote, read here.
TEST_F(Judged, ReadsWhatEditcapConverts) {
  TAPBOND_NEED_TOOL("editcap");
  const CaptureFileOptions to = options("out.pcapng", FileFormat::kPcapng);
  write(to);
  const Capture original = read_capture(to.path);
  ASSERT_EQ(original.packets.size(), kPackets);
  for (const std::string format : {"pcap", "nsecpcap", "pcapng", "modpcap"}) {
    const std::string path = folder_.path(format);
    const ToolRun run = run_tool("editcap -F " + format + " " + to.path + " " + path);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const Capture converted = read_capture(path);
    EXPECT_EQ(converted.status, CaptureReader::Status::kEnd) << format << converted.problem;
    ASSERT_EQ(converted.packets.size(), kPackets) << format;
    const std::int64_t unit = format == "pcap" || format == "modpcap" ? 1000 : 1;
    for (std::uint32_t i = 0; i < kPackets; ++i) {
      ASSERT_EQ(converted.packets[i].bytes, original.packets[i].bytes) << format;
      ASSERT_EQ(converted.packets[i].stamp, stamp_of(i) / unit * unit) << format;
      ASSERT_EQ(converted.packets[i].length, length_of(i)) << format;
    }
  }
}

}  // namespace
}  // namespace tapbond
