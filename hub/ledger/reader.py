class BookReader: pass
