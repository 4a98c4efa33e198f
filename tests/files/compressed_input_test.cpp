// Captures read from compressed data: in one member or several, cut, damaged, fed in pieces.
#include <gtest/gtest.h>
#include <lz4frame.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <span>
#include <thread>
#include <tuple>

#include "capture_builder.h"
#include "capture_files.h"
#include "sensor/sinks/gzip_stream.h"

namespace tapbond {
namespace {

using Status = CaptureReader::Status;

constexpr std::size_t kGzipHeader = 10;
constexpr std::size_t kStoredHeader = 5;  // RFC 1951, 3.2.4
constexpr std::size_t kGzipTrailer = 8;

// One member. Level 0 leaves the bytes as they are, in blocks of at most 65535.
std::string gzip(const std::string& bytes, int level = Z_DEFAULT_COMPRESSION) {
  z_stream state{};
  if (::deflateInit2(&state, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string input = bytes;
  std::string packed(::deflateBound(&state, bytes.size()), '\0');
  state.next_in = reinterpret_cast<Bytef*>(input.data());
  state.avail_in = static_cast<uInt>(input.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  ::deflate(&state, Z_FINISH);
  packed.resize(state.total_out);
  ::deflateEnd(&state);
  return packed;
}

std::string pcap_of(std::uint32_t count, std::size_t frame_bytes) {
  CaptureBuilder file;
  file.pcap_header(0xa1b2c3d4);
  for (std::uint32_t i = 0; i < count; ++i) {
    file.pcap_record(0, i, numbered_frame(i, frame_bytes), static_cast<std::uint32_t>(frame_bytes));
  }
  return file.data();
}

std::string pcapng_of(std::uint32_t count, std::size_t frame_bytes) {
  CaptureBuilder file;
  file.section().interface(1, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    file.enhanced_packet(0, i, numbered_frame(i, frame_bytes),
                         static_cast<std::uint32_t>(frame_bytes));
  }
  return file.data();
}

void expect_first(const Capture& capture, std::uint32_t count) {
  ASSERT_EQ(capture.packets.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) {
    ASSERT_EQ(capture.packets[i].bytes, numbered_frame(i, capture.packets[i].bytes.size()));
  }
}

class CompressedInput : public testing::Test {
 protected:
  Capture read(const std::string& packed) { return read_capture(folder_.file("in.gz", packed)); }

  std::string open_error(const std::string& packed) {
    try {
      read(packed);
    } catch (const std::runtime_error& error) {
      return std::string(error.what()).substr(folder_.path("in.gz").size() + 1);
    }
    return "opened";
  }

  const ScratchFolder folder_;
};

TEST_F(CompressedInput, IsReadLikeTheCaptureItStandsFor) {
  for (const int level : {0, 1, 9}) {
    for (const std::string& plain : {pcap_of(5000, 1400), pcapng_of(5000, 1400)}) {
      const Capture capture = read(gzip(plain, level));
      EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
      expect_first(capture, 5000);
      EXPECT_EQ(capture.packets, read_capture(folder_.file("plain", plain)).packets);
    }
  }
}

TEST_F(CompressedInput, TellsOfProgressInBytesOfTheFile) {
  const std::string path = folder_.file("in.gz", gzip(pcap_of(3000, 100)));
  SlabPool pool(std::size_t{64} << 20, 1);
  const auto reader =
      open_capture(path, 0, pool, [](const Interface&) -> std::uint32_t { return 0; });
  std::vector<Frame> frames;
  while (reader->read(frames) == Status::kFrames) continue;
  EXPECT_EQ(frames.size(), 3000u);
  EXPECT_EQ(reader->bytes_total(), content_of(path).size());
  EXPECT_EQ(reader->bytes_read(), reader->bytes_total());
}

TEST_F(CompressedInput, MayBeInSeveralMembersAndPadded) {
  const std::string plain = pcap_of(300, 500);
  std::map<std::string, std::string> members;  // of 155,000 one-byte ones, few are different
  const auto member = [&](const std::string& bytes) {
    const auto [entry, is_new] = members.try_emplace(bytes);
    if (is_new) entry->second = gzip(bytes);
    return entry->second;
  };
  for (const std::size_t piece : {1, 7, 24, 516, 10'000}) {
    std::string packed;
    for (std::size_t at = 0; at < plain.size(); at += piece) {
      packed += member(plain.substr(at, piece));
      if (at % 3 == 0) packed += member("");
    }
    const Capture capture = read(packed + std::string(1000, '\0'));
    EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
    expect_first(capture, 300);
  }
}

TEST_F(CompressedInput, SurvivesMembersThatStandForNothing) {
  std::string packed = gzip(pcap_of(10, 60));
  const std::string nothing = gzip("");
  for (int i = 0; i < 50'000; ++i) packed += nothing;
  const Capture capture = read(packed + nothing.substr(0, 5));
  expect_first(capture, 10);
  EXPECT_EQ(capture.problem,
            "byte 784 (decompressed): cannot be read: the gzip data breaks off; reading stops "
            "there");
}

// A thousand times as large as the file, in two slabs.
TEST_F(CompressedInput, TakesNoMoreMemoryForMoreContent) {
  constexpr std::uint32_t kCount = 2'000'000;
  std::string plain = CaptureBuilder().pcap_header(0xa1b2c3d4).data();
  plain.resize(plain.size() + std::size_t{16} * kCount, '\0');  // packets with nothing in them
  const std::string packed = gzip(plain);
  ASSERT_LT(packed.size(), plain.size() / 500);
  SlabPool pool(0, 2);
  const auto reader = open_capture(folder_.file("in.gz", packed), 0, pool,
                                   [](const Interface&) -> std::uint32_t { return 0; });
  std::size_t count = 0;
  std::vector<Frame> frames;
  Status status = Status::kFrames;
  while (status == Status::kFrames) {
    status = reader->read(frames);
    count += frames.size();
    pool.release(frames);
    frames.clear();
  }
  EXPECT_EQ(status, Status::kEnd);
  EXPECT_EQ(count, kCount);
}

TEST_F(CompressedInput, CutAtAnyByteLeavesTheWholeFrames) {
  constexpr std::size_t kRecord = 16 + 60;
  const std::string packed = gzip(pcap_of(20, 60), 0);
  const std::size_t begin = kGzipHeader + kStoredHeader;
  for (std::size_t cut = 3; cut < packed.size(); ++cut) {
    const std::string part = packed.substr(0, cut);
    if (cut < begin + 24) {
      EXPECT_EQ(open_error(part), "cannot be read: the gzip data breaks off") << cut;
      continue;
    }
    const std::size_t there = std::min(cut, packed.size() - kGzipTrailer) - begin;
    const Capture capture = read(part);
    EXPECT_EQ(capture.status, Status::kDamaged) << cut;
    expect_first(capture, static_cast<std::uint32_t>((there - 24) / kRecord));
    EXPECT_NE(capture.problem.find("the gzip data breaks off"), std::string::npos) << cut;
  }
}

TEST_F(CompressedInput, WrongBytesSpoilNoFrameBeforeThem) {
  constexpr std::size_t kRecord = 16 + 60;
  const std::string packed = gzip(pcap_of(20, 60), 0);
  const std::size_t begin = kGzipHeader + kStoredHeader;
  for (std::size_t at = begin + 24; at < packed.size(); ++at) {
    std::string wrong = packed;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x55);
    const Capture capture = read(wrong);
    EXPECT_EQ(capture.status, Status::kDamaged) << at;
    EXPECT_FALSE(capture.problem.empty());
    const std::size_t before = (std::min(at, packed.size() - kGzipTrailer) - begin - 24) / kRecord;
    ASSERT_GE(capture.packets.size(), before);
    for (std::uint32_t i = 0; i < before; ++i) {
      EXPECT_EQ(capture.packets[i].bytes, numbered_frame(i, 60)) << at;
    }
  }
}

TEST_F(CompressedInput, SaysWhatIsWrongBehindTheLastPacket) {
  const std::string packed = gzip(pcap_of(3, 60));
  std::string checksum = packed;
  checksum[packed.size() - kGzipTrailer] ^= 1;
  for (const auto& [bytes, reason] : {std::pair{checksum, "incorrect data check"},
                                      std::pair{packed + "no gzip", "incorrect header check"}}) {
    const Capture capture = read(bytes);
    expect_first(capture, 3);
    EXPECT_EQ(capture.problem,
              "byte 252 (decompressed): cannot be read: the gzip data is damaged (" +
                  std::string(reason) + "); reading stops there");
  }
}

TEST_F(CompressedInput, SaysWhatIsNoCapture) {
  EXPECT_EQ(open_error(gzip("")), "is empty: not even the header of a capture file");
  EXPECT_EQ(open_error(gzip("#!/bin/sh\necho this is no capture\n")),
            "is neither a pcap nor a pcapng file");
  EXPECT_EQ(open_error(gzip(pcap_of(1, 60).substr(0, 20))),
            "breaks off in its file header, after 20 bytes");
  EXPECT_EQ(open_error("\x1f\x8b\x08\xff and so on, without a sense"),
            "cannot be read: the gzip data is damaged (unknown header flags set)");
}

TEST_F(CompressedInput, ReadsAFifoFedInOddPieces) {
  const std::string packed = gzip(pcapng_of(400, 700));
  const std::string path = folder_.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread feeder([&] {
    std::ofstream fifo(path, std::ios::binary);
    std::size_t piece = 1;
    for (std::size_t at = 0; at < packed.size(); piece = piece * 7 % 409 + 1) {
      const std::size_t bytes = std::min(piece, packed.size() - at);
      fifo.write(packed.data() + at, static_cast<std::streamsize>(bytes)).flush();
      at += bytes;
    }
  });
  const Capture capture = read_capture(path);
  feeder.join();
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  expect_first(capture, 400);
}

// What a capture writes is whole at each flush, and there is no end of it yet.
TEST_F(CompressedInput, DeliversWhatWasFlushedWithoutWaitingForMore) {
  const std::string plain = pcap_of(20, 60);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  GzipStream stream;
  const auto packed =
      stream.compress({reinterpret_cast<const std::uint8_t*>(plain.data()), plain.size()});
  ASSERT_EQ(::write(ends[1], packed.data(), packed.size()), static_cast<ssize_t>(packed.size()));
  SlabPool pool(0, 2);
  const auto reader = open_capture("/dev/fd/" + std::to_string(ends[0]), 0, pool,
                                   [](const Interface&) -> std::uint32_t { return 0; });
  std::vector<Frame> frames;
  while (frames.size() < 20) ASSERT_EQ(reader->read(frames), Status::kFrames);
  stream.accept();
  const auto end = stream.end();
  ASSERT_EQ(::write(ends[1], end.data(), end.size()), static_cast<ssize_t>(end.size()));
  ::close(ends[1]);
  Status status = Status::kFrames;
  while (status == Status::kFrames) status = reader->read(frames);
  EXPECT_EQ(status, Status::kEnd) << reader->problem();
  EXPECT_EQ(frames.size(), 20u);
  ::close(ends[0]);
}

// The other two formats, in blocks as small as they come, so that a capture is in many of them.
struct Packing {
  const char* name;
  std::string (*pack)(const std::string& bytes);
  std::string skippable;  // a frame that stands for nothing
};

void PrintTo(const Packing& packing, std::ostream* out) { *out << packing.name; }

std::string zstd(const std::string& bytes) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(bytes.size()) + bytes.size(), '\0');
  ZSTD_outBuffer output{packed.data(), packed.size(), 0};
  constexpr std::size_t kBlock = 1000;
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    ZSTD_inBuffer input{bytes.data() + at, std::min(kBlock, bytes.size() - at), 0};
    ZSTD_compressStream2(context.get(), &output, &input, ZSTD_e_flush);
  }
  ZSTD_inBuffer nothing{};
  ZSTD_compressStream2(context.get(), &output, &nothing, ZSTD_e_end);
  packed.resize(output.pos);
  return packed;
}

std::string lz4(const std::string& bytes) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  preferences.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled;
  preferences.frameInfo.blockMode = LZ4F_blockIndependent;
  preferences.autoFlush = 1;
  LZ4F_cctx* context = nullptr;
  LZ4F_createCompressionContext(&context, LZ4F_VERSION);
  std::string packed(2 * bytes.size() + (1 << 17), '\0');
  std::size_t size = LZ4F_compressBegin(context, packed.data(), packed.size(), &preferences);
  constexpr std::size_t kBlock = 1000;
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    size += LZ4F_compressUpdate(context, packed.data() + size, packed.size() - size,
                                bytes.data() + at, std::min(kBlock, bytes.size() - at), nullptr);
  }
  size += LZ4F_compressEnd(context, packed.data() + size, packed.size() - size, nullptr);
  LZ4F_freeCompressionContext(context);
  packed.resize(size);
  return packed;
}

class Packings : public testing::TestWithParam<Packing> {
 protected:
  Capture read(const std::string& packed) { return read_capture(folder_.file("in", packed)); }
  std::string pack(const std::string& bytes) const { return GetParam().pack(bytes); }
  std::string name() const { return GetParam().name; }

  // The frames of `capture` are the first of those that pcap_of() made.
  static void expect_beginning(const Capture& capture) {
    expect_first(capture, static_cast<std::uint32_t>(capture.packets.size()));
  }

  const ScratchFolder folder_;
};

const std::string kSkippable("\x50\x2a\x4d\x18\x03\0\0\0abc", 11);

INSTANTIATE_TEST_SUITE_P(All, Packings,
                         testing::Values(Packing{"zstd", zstd, kSkippable},
                                         Packing{"lz4", lz4, kSkippable}),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST_P(Packings, AreReadLikeTheCaptureTheyStandFor) {
  for (const std::string& plain : {pcap_of(5000, 1400), pcapng_of(5000, 1400)}) {
    const Capture capture = read(pack(plain));
    EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
    expect_first(capture, 5000);
    EXPECT_EQ(capture.packets, read_capture(folder_.file("plain", plain)).packets);
  }
}

TEST_P(Packings, MayBeInSeveralFrames) {
  const std::string plain = pcap_of(30, 60);
  for (const std::size_t piece : {7, 24, 76, 1'000}) {
    std::string packed;
    for (std::size_t at = 0; at < plain.size(); at += piece) {
      packed += pack(plain.substr(at, piece));
      if (at % 3 == 0) packed += pack("") + GetParam().skippable;
    }
    const Capture capture = read(packed);
    EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
    expect_first(capture, 30);
  }
}

TEST_P(Packings, CutAtAnyByteLeaveTheWholeBlocks) {
  const std::string packed = pack(pcap_of(100, 60));
  std::size_t most = 0;
  for (std::size_t cut = packed.size() - 1; cut > packed.size() / 2; cut -= 3) {
    const Capture capture = read(packed.substr(0, cut));
    EXPECT_EQ(capture.status, Status::kDamaged) << cut;
    EXPECT_NE(capture.problem.find("the " + name() + " data breaks off"), std::string::npos)
        << capture.problem;
    expect_beginning(capture);
    most = std::max(most, capture.packets.size());
  }
  EXPECT_EQ(most, 100u) << "only the end of the frame was missing";
}

TEST_P(Packings, WrongBytesSpoilNoBlockBeforeThem) {
  constexpr std::size_t kFrames = 100;
  const std::string packed = pack(pcap_of(kFrames, 60));
  for (std::size_t at = packed.size() * 2 / 3; at < packed.size(); ++at) {
    std::string wrong = packed;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x55);
    const Capture capture = read(wrong);
    EXPECT_EQ(capture.status, Status::kDamaged) << at;
    EXPECT_FALSE(capture.problem.empty());
    EXPECT_GE(capture.packets.size(), kFrames / 2) << at;
  }
}

TEST_P(Packings, MayComeInOddPieces) {
  const std::string packed = pack(pcapng_of(200, 700));
  const std::string path = folder_.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread feeder([&] {
    std::ofstream fifo(path, std::ios::binary);
    std::size_t piece = 1;
    for (std::size_t at = 0; at < packed.size(); piece = piece * 7 % 409 + 1) {
      const std::size_t bytes = std::min(piece, packed.size() - at);
      fifo.write(packed.data() + at, static_cast<std::streamsize>(bytes)).flush();
      at += bytes;
    }
  });
  const Capture capture = read_capture(path);
  feeder.join();
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  expect_first(capture, 200);
}

TEST_F(CompressedInput, ThatNeedsTooMuchMemorySaysHowItIsRead) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, 28);
  std::string packed(200, '\0');
  ZSTD_outBuffer output{packed.data(), packed.size(), 0};
  ZSTD_inBuffer input{"abc", 3, 0};
  ZSTD_compressStream2(context.get(), &output, &input, ZSTD_e_flush);
  EXPECT_NE(open_error(packed.substr(0, output.pos)).find("zstd -dc --long=31 FILE | tapbond -r -"),
            std::string::npos);
}

// What it is, and how it is read all the same.
TEST_F(CompressedInput, OfAnotherKindIsNamed) {
  using namespace std::string_literals;
  const std::string erf =
      "\0\0\0\0\x15\xcd\x5b\x65\x02\x04\0\x52\0\0\0\x40"s + std::string(66, '\0');
  for (const auto& [beginning, name, way] :
       {std::tuple{"\xfd\x37zXZ\0\0"s, "xz", "xz -dc FILE | tapbond -r -"},
        {"BZh91AY"s, "bzip2", "bzip2 -dc FILE | tapbond -r -"},
        {"\x02\x21\x4c\x18\x01"s, "lz4", "lz4 -dc FILE | tapbond -r -"},
        {"PK\x03\x04"s, "zip", "unzip -p FILE | tapbond -r -"},
        {"snoop\0\0\0\0\0\0\x02"s, "snoop", "editcap -F pcapng FILE out.pcapng"},
        {"GMBU\0\x02"s, "Network Monitor", "editcap"},
        {"TRSNIFF data    \x1a"s, "Sniffer", "editcap"},
        {"XCP\0002.002"s, "Sniffer", "editcap"},
        {erf, "ERF", "editcap"}}) {
    const std::string error = open_error(beginning);
    EXPECT_NE(error.find(name), std::string::npos) << error;
    EXPECT_NE(error.find(way), std::string::npos) << error;
    EXPECT_EQ(open_error(gzip(beginning + std::string(30, '\0'))).find("neither"),
              std::string::npos);
  }
  EXPECT_EQ(open_error("----------------------------- not an ERF file, but text"),
            "is neither a pcap nor a pcapng file");
}

}  // namespace
}  // namespace tapbond
