using System.Diagnostics.CodeAnalysis;

namespace Quittance.Connectors.Documents.Pdf;

/// <summary>Ends the reading of a PDF that cannot be, or should not be, read on; it never leaves <see cref="PdfInvoice"/>.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the reader.")]
internal sealed class PdfException(string rule, string message) : Exception(message)
{
    public const string Malformed = "malformed_pdf";

    public string Rule { get; } = rule;

    /// <summary>True when looking for the objects one by one may still find what the file's own table does not.</summary>
    public bool IsDamage => Rule == Malformed;

    public static PdfException Damaged(string what) => new(Malformed, $"The PDF is damaged: {what}.");
}
