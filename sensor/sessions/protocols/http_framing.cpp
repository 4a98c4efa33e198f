#include "sensor/sessions/protocols/http_framing.h"

#include <algorithm>
#include <charconv>

namespace tapbond::sessions {

bool HttpFraming::read(std::span<const std::uint8_t> bytes, Receiver& receiver) {
  while (!bytes.empty()) {
    if (!is_counted() && next_ != Next::kEverything) {
      if (!lines_.take(bytes)) return true;
      if (!take_line(lines_.line(), receiver)) return false;
      continue;
    }
    const std::uint64_t size =
        is_counted() ? std::min<std::uint64_t>(left_, bytes.size()) : bytes.size();
    receiver.take_body(size);
    bytes = bytes.subspan(size);
    if (!is_counted() || (left_ -= size) > 0) continue;
    if (next_ == Next::kChunk) {
      next_ = Next::kChunkEnd;
    } else {
      end_message(receiver);
    }
  }
  return true;
}

bool HttpFraming::skip(std::uint64_t bytes, Receiver& receiver) {
  if (next_ != Next::kEverything && (!is_counted() || bytes >= left_)) return false;
  receiver.take_body(bytes);
  if (is_counted()) left_ -= bytes;
  return true;
}

void HttpFraming::end(Receiver& receiver) {
  if (next_ == Next::kEverything) end_message(receiver);
}

bool HttpFraming::take_line(std::string_view line, Receiver& receiver) {
  switch (next_) {
    case Next::kFirst:
      if (line.empty()) return true;
      if (!receiver.take_first(line)) return false;
      next_ = Next::kField;
      length_ = kUnknown;
      chunked_ = false;
      return true;
    case Next::kField:
      if (line.empty()) return begin_body(receiver);
      take_field(line, receiver);
      return true;
    case Next::kChunkSize:
      return take_chunk_size(line, receiver);
    case Next::kChunkEnd:
      next_ = Next::kChunkSize;
      if (!line.empty()) receiver.refuse_chunk();
      return line.empty();
    default:
      return !line.empty() || end_message(receiver);
  }
}

void HttpFraming::take_field(std::string_view line, Receiver& receiver) {
  const auto field = messages::read_http_field(line);
  if (!field) return;
  if (messages::same_word(field->name, "transfer-encoding")) {
    constexpr std::string_view kChunked = "chunked";
    const std::string_view value = field->value;
    chunked_ = value.size() >= kChunked.size() &&
               messages::same_word(value.substr(value.size() - kChunked.size()), kChunked);
  } else if (messages::same_word(field->name, "content-length")) {
    std::uint64_t length = 0;
    const char* end = field->value.data() + field->value.size();
    const auto read = std::from_chars(field->value.data(), end, length);
    if (read.ec == std::errc() && read.ptr == end) length_ = length;
  } else {
    receiver.take_field(*field);
  }
}

bool HttpFraming::begin_body(Receiver& receiver) {
  const Body body = receiver.end_head();
  if (body == Body::kForeign) return false;
  if (body == Body::kNone) return end_message(receiver);
  if (chunked_) {
    next_ = Next::kChunkSize;
    return true;
  }
  if (length_ == kUnknown && body == Body::kOfReply) {
    next_ = Next::kEverything;
    return true;
  }
  if (length_ == kUnknown || length_ == 0) return end_message(receiver);
  next_ = Next::kBody;
  left_ = length_;
  return true;
}

bool HttpFraming::take_chunk_size(std::string_view line, Receiver& receiver) {
  const auto read = std::from_chars(line.data(), line.data() + line.size(), left_, 16);
  if (read.ec != std::errc()) {
    receiver.refuse_chunk();
    return false;
  }
  next_ = left_ == 0 ? Next::kTrailer : Next::kChunk;
  return true;
}

bool HttpFraming::end_message(Receiver& receiver) {
  next_ = Next::kFirst;
  receiver.end_message();
  return true;
}

}  // namespace tapbond::sessions
