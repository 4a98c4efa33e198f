#include "sensor/files/file_reader.h"

namespace tapbond {

CaptureReader::Status FileReader::read(std::vector<Frame>& out) {
  if (ended_) return *ended_;
  if (!input_.hold_slab()) return Status::kNeedSlab;

  // What the previous slab had no room for may be parsed without waiting for more.
  const std::size_t before = out.size();
  bool sound = parse(out);
  if (sound && out.size() == before) {
    switch (input_.fill()) {
      case SlabInput::Fill::kMore:
        sound = parse(out);
        break;
      case SlabInput::Fill::kAgain:
        break;
      case SlabInput::Fill::kNothing:
        return Status::kNothing;
      case SlabInput::Fill::kFailed:
        sound = damaged(input_.offset(), "cannot be read: " + input_.problem());
        break;
      case SlabInput::Fill::kEnd:
        const auto cut = unfinished();
        if (!cut) return end(Status::kEnd);
        sound = damaged(input_.offset(), "the file breaks off in " + *cut);
        break;
    }
  }
  if (sound) return Status::kFrames;
  end(Status::kDamaged);
  return out.size() > before ? Status::kFrames : Status::kDamaged;
}

bool FileReader::damaged(std::uint64_t offset, const std::string& what) {
  const char* const of_what = input_.compressed() ? " (decompressed): " : ": ";
  problem_ = "byte " + std::to_string(offset) + of_what + what + "; reading stops there";
  return false;
}

bool FileReader::want(std::size_t bytes) {
  input_.want(bytes);
  if (input_.can_hold(bytes)) return true;
  const std::uint64_t total = input_.compressed() ? 0 : input_.bytes_total();
  const std::uint64_t offset = input_.offset();
  if (total != 0 && offset + bytes > total) {
    return damaged(
        offset, "the file breaks off in a record that claims " + std::to_string(bytes) + " bytes");
  }
  return damaged(offset, "a record of " + std::to_string(bytes) +
                             " bytes takes more than a file's share of the buffer: give --buffer " +
                             std::to_string(input_.buffer_for(bytes)));
}

CaptureReader::Status FileReader::end(Status status) {
  input_.finish();
  ended_ = status;
  return status;
}

}  // namespace tapbond
