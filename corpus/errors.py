"""The one exception tree. Every error a user can cause is a child of `ZhengceError`.

    ZhengceError                 the call is wrong or its input unusable (exit status 2)
    ├── UnreadableFileError      a file that can't be read as a document
    ├── UnknownDocumentError     DOC names nothing in the library, or several documents
    ├── LibraryError             the library can't be opened or written
    │   └── NewerLibraryError    it was written by a newer version of this program
    ├── SettingsError            a setting has a value that can't be used
    ├── ModelError               the embedding model is missing or spoilt
    ├── IndexUnavailableError    the index can't be opened or is not built yet
    └── IndexBusyError           another program is building the index

The message is one Chinese line that names the file or option and says what to do.
A refusal to answer is a value (`qa.types.Refusal`), never one of these.
"""

from __future__ import annotations


class ZhengceError(Exception):
    """An error that the user can understand and mend; `str(error)` is one line."""


class UnreadableFileError(ZhengceError):
    """A file that cannot be read as a document."""


class UnknownDocumentError(ZhengceError):
    """No document, or more than one, goes by the name that was given."""


class LibraryError(ZhengceError):
    """The library cannot be opened or written."""


class NewerLibraryError(LibraryError):
    """The library was written by a newer version of this program."""


class SettingsError(ZhengceError):
    """A setting has a value that cannot be used."""


class ModelError(ZhengceError):
    """The embedding model is missing, spoilt, or of a kind that cannot be used."""


class IndexBusyError(ZhengceError):
    """Another program is building the index; it will take in what is in the library when it is done."""


class IndexUnavailableError(ZhengceError):
    """The index cannot be opened, or has not been built."""
