namespace Quittance.Connectors.Documents.Pdf;

/// <summary>A value of a PDF (ISO 32000-1, section 7.3); exactly one of the nested cases.</summary>
internal abstract record PdfValue
{
    private PdfValue()
    {
    }

    /// <summary>null, and true and false, which nothing here depends on.</summary>
    internal sealed record Nothing : PdfValue
    {
        public static Nothing Instance { get; } = new();
    }

    internal sealed record Number(double Value) : PdfValue;

    internal sealed record Name(string Value) : PdfValue;

    internal sealed record Text(ReadOnlyMemory<byte> Bytes) : PdfValue;

    internal sealed record List(IReadOnlyList<PdfValue> Items) : PdfValue;

    internal sealed record Map(IReadOnlyDictionary<string, PdfValue> Entries) : PdfValue
    {
        public PdfValue this[string key] => Entries.GetValueOrDefault(key, Nothing.Instance);
    }

    internal sealed record Reference(int Id) : PdfValue;

    /// <param name="Header">Its dictionary.</param>
    /// <param name="Raw">As stored: still to be decoded by the filters that the dictionary names.</param>
    internal sealed record Stream(Map Header, ReadOnlyMemory<byte> Raw) : PdfValue;
}
