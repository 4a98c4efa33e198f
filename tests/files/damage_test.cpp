// Files that were cut anywhere, or have a wrong byte anywhere: every whole frame before the damage
// comes out as it was, and nothing worse happens (these tests run under the sanitizers as well).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "capture_builder.h"
#include "capture_files.h"

namespace tapbond {
namespace {

using Status = CaptureReader::Status;

constexpr std::size_t kFileHeader = 24;  // what a reader is opened with

struct Sample {
  std::string name;
  std::string bytes;
  std::vector<std::size_t> boundaries;  // where records or blocks end
  std::vector<std::size_t> frame_ends;  // where those end that hold a frame
};

void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.name; }

class SampleBuilder {
 public:
  explicit SampleBuilder(Order order) : file(order) {}
  void frame() {
    frame_ends.push_back(file.size());
    other();
  }
  void other() { boundaries.push_back(file.size()); }
  Sample sample(const std::string& name) { return {name, file.data(), boundaries, frame_ends}; }

  CaptureBuilder file;
  std::vector<std::size_t> boundaries;
  std::vector<std::size_t> frame_ends;
};

Sample pcap_sample(Order order) {
  SampleBuilder make(order);
  make.file.pcap_header(0xa1b23c4d);
  make.other();
  for (std::uint32_t i = 0; i < 4; ++i) {
    make.file.pcap_record(100 + i, i, std::string(5 * i, 'p'), 60);
    make.frame();
  }
  return make.sample(order == Order::kBig ? "pcap_big" : "pcap_little");
}

Sample pcapng_sample(Order order) {
  SampleBuilder make(order);
  CaptureBuilder& file = make.file;
  file.section(file.option(4, "a program") + file.end_of_options());
  make.other();
  file.interface(1, 0, file.option(2, "eth1") + file.option(9, "\x09") + file.end_of_options());
  make.other();
  file.enhanced_packet(0, 1'000'000'000, "first", 60, file.option(1, "a comment"));
  make.frame();
  file.block(0x0bad, "a block of another kind");
  make.other();
  file.simple_packet("simple", 6);
  make.frame();
  file.obsolete_packet(0, 2'000'000'000, "obsolete", 8);
  make.frame();
  file.section().interface(113, 0);
  make.boundaries.push_back(file.size() - 20);
  make.other();
  file.enhanced_packet(0, 3'000'000, "", 1500);
  make.frame();
  return make.sample(order == Order::kBig ? "pcapng_big" : "pcapng_little");
}

class Damage : public testing::TestWithParam<Sample> {
 protected:
  const ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Samples, Damage,
                         testing::Values(pcap_sample(Order::kLittle), pcap_sample(Order::kBig),
                                         pcapng_sample(Order::kLittle), pcapng_sample(Order::kBig)),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(Damage, CutAtAnyByteLeavesTheWholeFrames) {
  const Sample& sample = GetParam();
  const Capture whole = read_capture(folder_.file("whole", sample.bytes));
  ASSERT_EQ(whole.status, Status::kEnd) << whole.problem;
  ASSERT_EQ(whole.packets.size(), sample.frame_ends.size());

  for (std::size_t cut = 0; cut < sample.bytes.size(); ++cut) {
    const std::string path = folder_.file("cut", sample.bytes.substr(0, cut));
    if (cut < kFileHeader) {
      EXPECT_THROW(read_capture(path), std::runtime_error) << cut;
      continue;
    }
    const Capture capture = read_capture(path);
    const auto frames =
        std::ranges::count_if(sample.frame_ends, [cut](std::size_t end) { return end <= cut; });
    const auto expected = std::span(whole.packets).first(static_cast<std::size_t>(frames));
    EXPECT_TRUE(std::ranges::equal(capture.packets, expected)) << cut;
    const bool clean = std::ranges::count(sample.boundaries, cut) > 0;
    EXPECT_EQ(capture.status, clean ? Status::kEnd : Status::kDamaged) << cut;
    EXPECT_EQ(capture.problem.empty(), clean) << cut << ": " << capture.problem;
  }
}

TEST_P(Damage, AWrongByteSpoilsNoFrameBeforeIt) {
  const Sample& sample = GetParam();
  const Capture whole = read_capture(folder_.file("whole", sample.bytes));
  for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
    for (const int change : {0x01, 0x04, 0x20, 0x80, 0xff}) {
      std::string bytes = sample.bytes;
      bytes[at] = static_cast<char>(bytes[at] ^ change);
      const std::string path = folder_.file("wrong", bytes);
      const auto frames = static_cast<std::size_t>(
          std::ranges::count_if(sample.frame_ends, [at](std::size_t end) { return end <= at; }));
      try {
        const Capture capture = read_capture(path);
        ASSERT_GE(capture.packets.size(), frames) << at << " ^ " << change;
        EXPECT_TRUE(std::ranges::equal(std::span(capture.packets).first(frames),
                                       std::span(whole.packets).first(frames)))
            << at << " ^ " << change;
        EXPECT_EQ(capture.problem.empty(), capture.status == Status::kEnd);
      } catch (const std::runtime_error& error) {
        EXPECT_LT(at, kFileHeader) << error.what();
      }
    }
  }
}

TEST_P(Damage, SeveralWrongBytesAreSurvived) {
  const Sample& sample = GetParam();
  std::mt19937 random(20240229);
  std::uniform_int_distribution<std::size_t> place(kFileHeader, sample.bytes.size() - 1);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = sample.bytes;
    std::size_t first = bytes.size();
    for (int i = 0; i < 6; ++i) {
      const std::size_t at = place(random);
      bytes[at] = static_cast<char>(byte(random));
      first = std::min(first, at);
    }
    const Capture capture = read_capture(folder_.file("wrong", bytes));
    const auto frames =
        std::ranges::count_if(sample.frame_ends, [first](std::size_t end) { return end <= first; });
    EXPECT_GE(capture.packets.size(), static_cast<std::size_t>(frames));
    EXPECT_EQ(capture.problem.empty(), capture.status == Status::kEnd);
  }
}

}  // namespace
}  // namespace tapbond
