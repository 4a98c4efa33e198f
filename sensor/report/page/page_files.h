// The page's files, which the build puts into the program (embed.cmake).
#pragma once

namespace tapbond::page_files {

const char* html();
const char* css();
const char* script();

}  // namespace tapbond::page_files
