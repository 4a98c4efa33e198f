#include "sensor/files/capture_opening.h"

#include <span>
#include <utility>

#include "sensor/files/unpacker.h"

namespace tapbond {
namespace {

// Reads at once, of what may stand for nothing at all: a signal is not waited for longer.
constexpr int kMostReads = 100;

}  // namespace

// False while there is more to come. At the end it may have fewer bytes than it wants.
bool CaptureOpening::read_beginning() {
  for (int reads = 0; have_ < beginning_.size() && reads < kMostReads; ++reads) {
    std::size_t got = 0;
    switch (file_.read(std::span(beginning_).subspan(have_), got)) {
      case InputFile::Fill::kMore:
        have_ += got;
        break;
      case InputFile::Fill::kAgain:
        break;
      case InputFile::Fill::kNothing:
        return false;
      case InputFile::Fill::kEnd:
        return true;
      case InputFile::Fill::kFailed:
        throw UnreadableFile("cannot be read: " + file_.problem());
    }
  }
  return have_ == beginning_.size();
}

std::unique_ptr<CaptureReader> CaptureOpening::proceed(
    std::uint16_t leg, SlabPool& pool, const CaptureReader::OnInterface& on_interface,
    const CaptureReader::OnStatistics& on_statistics, const Beside& beside) {
  if (!read_beginning()) return nullptr;
  if (!file_.compressed()) {
    if (auto unpacker = make_unpacker(beginning_)) {
      file_.decompress(std::move(unpacker), std::span(beginning_).first(have_));
      beginning_ = {};
      have_ = 0;
      if (!read_beginning()) return nullptr;
    }
  }
  if (have_ == 0) throw EmptyFile();
  if (have_ < beginning_.size()) {
    CaptureReader::check_format(beginning_);
    throw UnreadableFile("breaks off in its file header, after " + std::to_string(have_) +
                         " bytes");
  }
  return CaptureReader::open(std::move(file_), beginning_, leg, pool, on_interface, on_statistics,
                             beside);
}

std::string CaptureOpening::waits_for() const {
  if (file_.has_no_writer()) return "nobody has opened it for writing";
  if (have_ == 0) return "it has brought nothing yet";
  return "it has brought " + std::to_string(have_) + " bytes of its header";
}

}  // namespace tapbond
