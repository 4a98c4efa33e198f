// What is written, byte by byte against the specifications.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <thread>

#include "capture_builder.h"
#include "capture_files.h"
#include "sensor/files/frame_marks.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kMicro = 0xa1b2c3d4;
constexpr std::uint32_t kNano = 0xa1b23c4d;
constexpr Order kNative = std::endian::native == std::endian::little ? Order::kLittle : Order::kBig;

Interface interface_with(int linktype, std::uint32_t snaplen, const std::string& name = "") {
  Interface interface;
  interface.name = name;
  interface.linktype = linktype;
  interface.snaplen = snaplen;
  return interface;
}

class CaptureSink : public testing::Test {
 protected:
  CaptureFileOptions options(FileFormat format = FileFormat::kPcap) const {
    CaptureFileOptions options;
    options.path = path_;
    options.format = format;
    return options;
  }
  std::string written() const { return content_of(path_); }

  const ScratchFolder folder_;
  const std::string path_ = folder_.path("out");
  const CaptureBuilder make_{kNative};
};

TEST_F(CaptureSink, WritesPcapInNanoseconds) {
  FrameMaker maker;
  maker.add(1'700'000'000'123'456'789, "first", 60);
  maker.add(4'294'967'295'999'999'999, "");
  const auto sink = make_capture_file_sink(options());
  sink->add_interface(interface_with(113, 96));
  sink->write(maker.frames());
  sink->finish({});
  EXPECT_EQ(sink->written(), 2u);
  EXPECT_EQ(written(), make_.sub()
                           .pcap_header(kNano, 113, 96)
                           .pcap_record(1'700'000'000, 123'456'789, "first", 60)
                           .pcap_record(4'294'967'295, 999'999'999, "", 0)
                           .data());
}

TEST_F(CaptureSink, WritesPcapInMicrosecondsOnRequest) {
  FrameMaker maker;
  maker.add(1'700'000'000'123'456'789, "first", 60);
  CaptureFileOptions micro = options();
  micro.microseconds = true;
  const auto sink = make_capture_file_sink(micro);
  sink->add_interface(interface_with(1, 0));
  sink->write(maker.frames());
  sink->finish({});
  EXPECT_EQ(written(), make_.sub()
                           .pcap_header(kMicro, 1, 262144)
                           .pcap_record(1'700'000'000, 123'456, "first", 60)
                           .data());
}

// Frames that are gathered from where they lie become what frames that are copied do. To a pipe
// they are always copied; to a file some go one way and some the other.
TEST_F(CaptureSink, WritesTheSameWhetherFramesAreGatheredOrNot) {
  FrameMaker maker;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    maker.add(1'700'000'000'000'000'000 + i, numbered_frame(i, 46 + i * 6101 % 9000));
  }
  std::vector<Frame> frames(maker.frames().begin(), maker.frames().end());
  for (std::size_t i = 0; i < frames.size(); i += 5) frames[i].marks = marks::kDuplicate;
  for (const FileFormat format : {FileFormat::kPcap, FileFormat::kPcapng}) {
    const auto write_to = [&](const std::string& path) {
      CaptureFileOptions to = options(format);
      to.path = path;
      const auto sink = make_capture_file_sink(to);
      sink->add_interface(interface_with(1, 0));
      for (std::size_t from = 0; from < frames.size(); from += 500) {
        sink->write(std::span(frames).subspan(from, 500));
      }
      sink->finish(std::vector<InterfaceCounts>(1));
      EXPECT_EQ(sink->written(), frames.size());
    };
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    std::string piped;
    std::thread reader([&] {
      std::string piece(60'000, '\0');
      for (ssize_t got; (got = ::read(ends[0], piece.data(), piece.size())) > 0;) {
        piped.append(piece, 0, static_cast<std::size_t>(got));
      }
    });
    write_to("/dev/fd/" + std::to_string(ends[1]));
    ::close(ends[1]);
    reader.join();
    ::close(ends[0]);
    write_to(path_);
    EXPECT_TRUE(written() == piped);
  }
}

TEST_F(CaptureSink, MovesStampsThatPcapCannotHold) {
  FrameMaker maker;
  maker.add(-1, "a");
  maker.add(4'294'967'296'000'000'000, "b");
  const auto sink = make_capture_file_sink(options());
  sink->add_interface(interface_with(1, 0));
  sink->write(maker.frames());
  sink->finish({});
  EXPECT_EQ(written(), make_.sub()
                           .pcap_header(kNano)
                           .pcap_record(0, 0, "a", 1)
                           .pcap_record(4'294'967'295, 999'999'999, "b", 1)
                           .data());
}

TEST_F(CaptureSink, WritesEmptyPcapFiles) {
  make_capture_file_sink(options())->finish({});
  EXPECT_EQ(written(), make_.sub().pcap_header(kNano).data());

  const auto sink = make_capture_file_sink(options());
  sink->add_interface(interface_with(276, 128));
  EXPECT_EQ(written(), "");
  sink->flush();
  EXPECT_EQ(written(), make_.sub().pcap_header(kNano, 276, 128).data());
  sink->finish({});
  EXPECT_EQ(written(), make_.sub().pcap_header(kNano, 276, 128).data());
}

TEST_F(CaptureSink, DeclaresTheLargestSnaplenInPcap) {
  const auto snaplen_of_file = [&] { return read_capture(path_).interfaces.at(0).snaplen; };
  const auto sink = make_capture_file_sink(options());
  sink->add_interface(interface_with(1, 96));
  sink->add_interface(interface_with(1, 64));
  sink->add_interface(interface_with(1, 200));
  sink->flush();
  EXPECT_EQ(snaplen_of_file(), 200u);
  sink->add_interface(interface_with(1, 1500));
  EXPECT_EQ(snaplen_of_file(), 1500u);
  sink->add_interface(interface_with(1, 0));
  sink->finish({});
  EXPECT_EQ(snaplen_of_file(), 262144u);
}

TEST_F(CaptureSink, RefusesASecondLinkTypeInPcap) {
  FrameMaker maker;
  maker.add(5, "kept");
  const auto sink = make_capture_file_sink(options());
  sink->add_interface(interface_with(1, 0, "eth1"));
  sink->write(maker.frames());
  try {
    sink->add_interface(interface_with(113, 0, "any"));
    FAIL() << "accepted";
  } catch (const SinkError& error) {
    EXPECT_STREQ(error.what(),
                 "a pcap file has one link type, but eth1 has link type EN10MB (1) and any has "
                 "link type LINUX_SLL (113): write pcapng (a name ending in .pcapng, or --format "
                 "pcapng)");
  }
  EXPECT_EQ(sink->written(), 1u);
  EXPECT_EQ(written(), make_.sub().pcap_header(kNano).pcap_record(0, 5, "kept", 4).data());
}

TEST_F(CaptureSink, WritesPcapng) {
  CaptureFileOptions section = options(FileFormat::kPcapng);
  section.application = "tapbond 0.1";
  Interface one = interface_with(1, 96, "eth1");
  one.description = "uplink";
  one.comments = {"seen before", "and again"};
  one.filter = "icmp";
  one.os = "Linux";
  one.hardware = "virtio_net";
  FrameMaker maker;
  maker.add(1'700'000'000'123'456'789, "first", 60, 1);
  maker.add(-5, "four", 4, 0);
  maker.add(6, "", 0, 0);
  InterfaceCounts all;
  all.received = 10;
  all.accepted = 8;
  all.dropped_by_interface = 1;
  all.dropped_by_os = 0x100000002;
  all.delivered = 5;
  all.first_ns = 0x1122334455667788;
  all.last_ns = 0x1122334455667799;
  InterfaceCounts few;
  few.delivered = 1;

  const auto sink = make_capture_file_sink(section);
  sink->begin_section({{"a comment"}, "machine", "Linux 6.1", make_.option(2988, "four")});
  sink->add_interface(one);
  sink->add_interface(interface_with(113, 0));
  sink->write(maker.frames());
  sink->finish(std::vector{all, few});
  EXPECT_EQ(sink->written(), 3u);

  const std::string nano = make_.option(9, "\x09");
  CaptureBuilder expected(kNative);
  expected.section(make_.option(1, "a comment") + make_.option(2, "machine") +
                   make_.option(3, "Linux 6.1") + make_.option(4, "tapbond 0.1") +
                   make_.option(2988, "four") + make_.end_of_options());
  expected.interface(
      1, 96,
      make_.option(1, "seen before") + make_.option(1, "and again") + make_.option(2, "eth1") +
          make_.option(3, "uplink") + nano + make_.option(11, std::string(1, '\0') + "icmp") +
          make_.option(12, "Linux") + make_.option(15, "virtio_net") + make_.end_of_options());
  expected.interface(113, 0, nano + make_.end_of_options());
  expected.enhanced_packet(1, 1'700'000'000'123'456'789, "first", 60);
  expected.enhanced_packet(0, 0, "four", 4);
  expected.enhanced_packet(0, 6, "", 0);
  const auto u64 = [&](std::uint64_t value) { return make_.sub().u64(value).data(); };
  expected.block(5, make_.sub()
                        .u32(0)
                        .u32(0x11223344)
                        .u32(0x55667799)
                        .raw(make_.option(2, make_.sub().u32(0x11223344).u32(0x55667788).data()))
                        .raw(make_.option(3, make_.sub().u32(0x11223344).u32(0x55667799).data()))
                        .raw(make_.option(4, u64(10)))
                        .raw(make_.option(5, u64(1)))
                        .raw(make_.option(6, u64(8)))
                        .raw(make_.option(7, u64(0x100000002)))
                        .raw(make_.option(8, u64(5)))
                        .raw(make_.end_of_options())
                        .data());
  expected.block(
      5, make_.sub().u32(1).u64(0).raw(make_.option(8, u64(1))).raw(make_.end_of_options()).data());
  EXPECT_EQ(written(), expected.data());
}

TEST_F(CaptureSink, WritesAnEmptyPcapngFile) {
  make_capture_file_sink(options(FileFormat::kPcapng))->finish({});
  EXPECT_EQ(written(), make_.sub().section().data());
}

TEST_F(CaptureSink, CutsStringsThatNoOptionHolds) {
  const auto sink = make_capture_file_sink(options(FileFormat::kPcapng));
  std::string name = "x";
  while (name.size() < 70'000) name += "\xc3\xa4";  // two bytes each: 65535 would cut none apart
  sink->add_interface(interface_with(1, 0, name));
  sink->add_interface(interface_with(1, 0, name.substr(1)));
  sink->finish({});
  const Capture capture = read_capture(path_);
  ASSERT_EQ(capture.interfaces.size(), 2u) << capture.problem;
  EXPECT_EQ(capture.interfaces[0].name, name.substr(0, 65535));
  EXPECT_EQ(capture.interfaces[1].name, name.substr(1, 65534));
}

TEST_F(CaptureSink, ShowsReadersWholeRecordsOnly) {
  for (const FileFormat format : {FileFormat::kPcap, FileFormat::kPcapng}) {
    const auto sink = make_capture_file_sink(options(format));
    sink->add_interface(interface_with(1, 0));
    FrameMaker maker;
    for (std::uint32_t i = 0; i < 3000; ++i) maker.add(i, numbered_frame(i, 46 + i % 900));
    sink->write(maker.frames());
    const Capture before = read_capture(path_);
    EXPECT_EQ(before.status, CaptureReader::Status::kEnd) << before.problem;
    EXPECT_GT(before.packets.size(), 0u);
    EXPECT_LT(before.packets.size(), 3000u);
    EXPECT_EQ(sink->written(), before.packets.size());
    sink->flush();
    EXPECT_EQ(read_capture(path_).packets.size(), 3000u);
    EXPECT_EQ(sink->written(), 3000u);
    sink->finish({});
  }
}

// The buffer has held other frames by then, of which nothing may show.
TEST_F(CaptureSink, PadsWithZeroes) {
  const auto sink = make_capture_file_sink(options(FileFormat::kPcapng));
  sink->add_interface(interface_with(1, 0));
  FrameMaker large;
  for (int i = 0; i < 300; ++i) large.add(1, std::string(1000, 'L'));
  sink->write(large.frames());
  sink->flush();
  const std::size_t before = written().size();
  FrameMaker odd;
  CaptureBuilder expected(kNative);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::string bytes(i % 7, 's');
    odd.add(i, bytes, 60);
    expected.enhanced_packet(0, i, bytes, 60);
  }
  sink->write(odd.frames());
  sink->flush();
  EXPECT_TRUE(written().substr(before) == expected.data());
  sink->finish({});
}

TEST_F(CaptureSink, WritesFramesLargerThanItsBuffer) {
  for (const FileFormat format : {FileFormat::kPcap, FileFormat::kPcapng}) {
    const auto sink = make_capture_file_sink(options(format));
    sink->add_interface(interface_with(1, 0));
    FrameMaker maker;
    for (std::uint32_t i = 0; i < 3; ++i) maker.add(i, numbered_frame(i, 262143 + i % 2));
    sink->write(maker.frames());
    sink->finish({});
    const Capture capture = read_capture(path_);
    ASSERT_EQ(capture.packets.size(), 3u);
    for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(number_of(capture.packets[i].bytes), i);
  }
}

TEST_F(CaptureSink, KeepsWhatWasBufferedWhenItIsDropped) {
  FrameMaker maker;
  maker.add(5, "kept");
  {
    const auto sink = make_capture_file_sink(options());
    sink->add_interface(interface_with(1, 0));
    sink->write(maker.frames());
  }
  EXPECT_EQ(read_capture(path_).packets, (std::vector<Packet>{{5, "kept", 4, 0}}));
}

TEST_F(CaptureSink, MakesFilesPrivateAndReplacesThem) {
  folder_.file("out", std::string(10'000, 'o'));
  ASSERT_EQ(::chmod(path_.c_str(), 0666), 0);
  for (const std::string& path : {path_, folder_.path("new")}) {
    CaptureFileOptions to = options();
    to.path = path;
    make_capture_file_sink(to)->finish({});
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600u);
    EXPECT_EQ(status.st_size, 24);
  }
}

// What comes in from one file goes out to another, and means the same there.
TEST_F(CaptureSink, CopiesAPcapngFile) {
  CaptureBuilder file(Order::kBig);
  file.section().interface(1, 96,
                           file.option(2, "eth1") + file.option(1, "a comment") +
                               file.option(3, "uplink") +
                               file.option(11, std::string(1, '\0') + "udp"));
  file.interface(113, 0, file.option(2, "any") + file.option(9, "\x09"));
  for (std::uint32_t i = 0; i < 2000; ++i) {
    file.enhanced_packet(i % 2, 1000 + i, numbered_frame(i, 46 + i % 1400), 2000);
  }
  const std::string from = folder_.file("in", file.data());

  const auto sink = make_capture_file_sink(options(FileFormat::kPcapng));
  std::uint32_t rows = 0;
  SlabPool pool(0, 2);
  const auto reader = open_capture(from, 0, pool, [&](const Interface& interface) {
    sink->add_interface(interface);
    return rows++;
  });
  std::vector<Frame> frames;
  while (reader->read(frames) == CaptureReader::Status::kFrames) {
    sink->write(frames);
    pool.release(frames);
    frames.clear();
  }
  sink->finish(std::vector<InterfaceCounts>(rows));

  const Capture in = read_capture(from);
  const Capture out = read_capture(path_);
  EXPECT_EQ(out.status, CaptureReader::Status::kEnd) << out.problem;
  EXPECT_EQ(out.packets, in.packets);
  ASSERT_EQ(out.interfaces.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(out.interfaces[i].name, in.interfaces[i].name);
    EXPECT_EQ(out.interfaces[i].description, in.interfaces[i].description);
    EXPECT_EQ(out.interfaces[i].comments, in.interfaces[i].comments);
    EXPECT_EQ(out.interfaces[i].filter, in.interfaces[i].filter);
    EXPECT_EQ(out.interfaces[i].linktype, in.interfaces[i].linktype);
    EXPECT_EQ(out.interfaces[i].snaplen, in.interfaces[i].snaplen);
  }
}

}  // namespace
}  // namespace tapbond
