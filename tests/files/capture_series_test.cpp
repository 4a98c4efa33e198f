// A capture that goes on in a new file: nothing is lost, split or written twice, and the files'
// own numbers add up.
#include "sensor/sinks/capture_series.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "capture_files.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

class CaptureSeries : public testing::TestWithParam<FileFormat> {
 protected:
  CaptureSeriesOptions options(const Rotation& rotation = {}) {
    CaptureSeriesOptions options;
    options.file.path = path_;
    options.file.format = GetParam();
    options.rotation = rotation;
    options.finished = [this](const std::string& path) { finished_.push_back(path); };
    return options;
  }

  // Frames of two interfaces, the n-th stamped `step_ns` * n.
  void write(Sink& sink, std::uint32_t from, std::uint32_t to, std::int64_t step_ns = 1) {
    FrameMaker maker;
    for (std::uint32_t i = from; i < to; ++i) {
      maker.add(i * step_ns, numbered_frame(i, 46 + i * 61 % 1400), 0, i % interfaces_);
    }
    sink.write(maker.frames());
    sink.flush();
  }

  std::unique_ptr<Sink> series(const CaptureSeriesOptions& options) {
    auto sink = make_capture_series(options);
    for (std::uint32_t i = 0; i < interfaces_; ++i) {
      Interface interface;
      interface.name = "eth" + std::to_string(i);
      sink->add_interface(interface);
    }
    return sink;
  }

  // Every file is valid and has all interfaces; together they have the frames from 0 to `count`.
  void expect_all_in(const std::vector<std::string>& paths, std::uint32_t count) {
    std::uint32_t next = 0;
    for (const std::string& path : paths) {
      const Capture capture = read_capture(path);
      EXPECT_EQ(capture.status, CaptureReader::Status::kEnd) << path << ": " << capture.problem;
      EXPECT_EQ(capture.interfaces.size(), GetParam() == FileFormat::kPcapng ? interfaces_ : 1);
      for (const Packet& packet : capture.packets) ASSERT_EQ(number_of(packet.bytes), next++);
    }
    EXPECT_EQ(next, count);
  }

  std::vector<std::string> names_in_folder() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path(""))) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const ScratchFolder folder_;
  const std::string path_ = folder_.path("x");
  std::vector<std::string> finished_;
  std::uint32_t interfaces_ = 2;
};

INSTANTIATE_TEST_SUITE_P(Formats, CaptureSeries,
                         testing::Values(FileFormat::kPcap, FileFormat::kPcapng),
                         [](const auto& instance) {
                           return instance.param == FileFormat::kPcap ? "pcap" : "pcapng";
                         });

TEST_P(CaptureSeries, OpensAnewWhatWasMovedAway) {
  const auto sink = series(options());
  write(*sink, 0, 1000);
  std::filesystem::rename(path_, path_ + ".1");
  sink->reopen();
  write(*sink, 1000, 1500);
  EXPECT_EQ(sink->written(), 1500u);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({path_ + ".1", path_}, 1500);
  EXPECT_EQ(finished_, std::vector{path_}) << "what was moved away is its mover's";
}

TEST_P(CaptureSeries, GoesOnInAFileThatNobodyMoved) {
  const auto sink = series(options());
  write(*sink, 0, 1000);
  sink->reopen();
  write(*sink, 1000, 1500);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({path_}, 1500);
}

TEST_P(CaptureSeries, GoesOnInTheOldFileWhenThereCanBeNoNewOne) {
  const std::string moved = folder_.path("moved");
  std::filesystem::create_directory(folder_.path("in"));
  CaptureSeriesOptions in_folder = options();
  in_folder.file.path = folder_.path("in/x");
  const auto sink = series(in_folder);
  write(*sink, 0, 1000);
  std::filesystem::rename(folder_.path("in"), moved);
  sink->reopen();
  write(*sink, 1000, 1500);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({moved + "/x"}, 1500);
}

TEST_P(CaptureSeries, ChangesTheFileBeforeTheFrameThatFindsItTooLarge) {
  const auto sink = series(options({.file_bytes = 100'000}));
  write(*sink, 0, 700);
  write(*sink, 700, 1000);
  EXPECT_EQ(sink->written(), 1000u);
  sink->finish(std::vector<InterfaceCounts>(2));
  std::vector<std::string> paths{path_};
  while (std::filesystem::exists(path_ + std::to_string(paths.size()))) {
    paths.push_back(path_ + std::to_string(paths.size()));
  }
  EXPECT_GT(paths.size(), 5u);
  EXPECT_EQ(finished_, paths);
  expect_all_in(paths, 1000);
  for (const std::string& path : paths) {
    if (path == paths.back()) continue;
    EXPECT_GT(std::filesystem::file_size(path), 100'000u);
    EXPECT_LT(std::filesystem::file_size(path), 102'000u) << "one frame, statistics";
  }
}

}  // namespace
}  // namespace tapbond
